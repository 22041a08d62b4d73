package dev.tandem.contract;

import dev.tandem.core.Model;
import org.junit.jupiter.api.Nested;

/** Everything that the API promises, on virtual threads. */
class VirtualThreadContractTest {
    interface OnThisModel extends ModelUnderTest {
        @Override
        default Model model() {
            return Model.VIRTUAL_THREAD;
        }
    }

    @Nested
    class Publish extends PublishContract implements OnThisModel {}

    @Nested
    class Batch extends BatchContract implements OnThisModel {}

    @Nested
    class Idempotency extends IdempotencyContract implements OnThisModel {}

    @Nested
    class History extends HistoryContract implements OnThisModel {}

    @Nested
    class HistoryMemory extends HistoryMemoryContract implements OnThisModel {}

    @Nested
    class LongPoll extends LongPollContract implements OnThisModel {}

    @Nested
    class EventStream extends EventStreamContract implements OnThisModel {}

    @Nested
    class Ndjson extends NdjsonContract implements OnThisModel {}

    @Nested
    class CompoundStream extends CompoundStreamContract implements OnThisModel {}

    @Nested
    class WebSocket extends WebSocketContract implements OnThisModel {}

    @Nested
    class WebSocketProtocol extends WebSocketProtocolContract implements OnThisModel {}

    @Nested
    class SlowConsumer extends SlowConsumerContract implements OnThisModel {}

    @Nested
    class Completion extends CompletionContract implements OnThisModel {}

    @Nested
    class Task extends TaskContract implements OnThisModel {}

    @Nested
    class Fetch extends FetchContract implements OnThisModel {}

    @Nested
    class Resolve extends ResolveContract implements OnThisModel {}

    @Nested
    class Program extends ProgramContract implements OnThisModel {}

    @Nested
    class Digest extends DigestContract implements OnThisModel {}

    @Nested
    class TaskLimits extends TaskLimitsContract implements OnThisModel {}

    @Nested
    class Outbox extends OutboxContract implements OnThisModel {}

    @Nested
    class Channels extends ChannelsContract implements OnThisModel {}

    @Nested
    class Flag extends FlagContract implements OnThisModel {}

    @Nested
    class Semaphore extends SemaphoreContract implements OnThisModel {}

    @Nested
    class Queues extends QueuesContract implements OnThisModel {}

    @Nested
    class Claims extends ClaimsContract implements OnThisModel {}

    @Nested
    class Undeliverable extends UndeliverableContract implements OnThisModel {}

    @Nested
    class QueueRoom extends QueueRoomContract implements OnThisModel {}

    @Nested
    class QueueLimits extends QueueLimitsContract implements OnThisModel {}

    @Nested
    class Work extends WorkContract implements OnThisModel {}

    @Nested
    class WorkLimits extends WorkLimitsContract implements OnThisModel {}

    @Nested
    class Limits extends LimitsContract implements OnThisModel {}

    @Nested
    class Http extends HttpContract implements OnThisModel {}

    @Nested
    class BadRequest extends BadRequestContract implements OnThisModel {}

    @Nested
    class SlowRequest extends SlowRequestContract implements OnThisModel {}

    @Nested
    class Drain extends DrainContract implements OnThisModel {}
}
