package dev.tandem.eventloop;

import dev.tandem.core.task.ResolveError;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryEncoder;
import io.netty.handler.codec.dns.DatagramDnsResponseDecoder;
import io.netty.handler.codec.dns.DefaultDnsQuery;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryEncoder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.resources.LoopResources;

/**
 * Asks a name server one question (RFC 1035), over UDP, and again over TCP if the answer did not fit.
 *
 * <p>Netty's codec, but not its resolver: that takes a malformed answer for none, makes do with a truncated one if TCP
 * fails, and keeps its connections when it is told to stop. Here each question has a socket, a port and an id of its own,
 * which a forger would have to guess, and the kernel lets nobody but that server answer.
 *
 * <p>An answer with another id, or to another question, is not one, and waiting goes on; there is no timeout here.
 */
final class DnsClient {
    /** More than a server sends that has not been told that it may (RFC 1035, 4.2.1). */
    private static final int MAX_DATAGRAM = 4096;

    private static final int HEADER = 12;
    private static final int FLAGS = 2;
    private static final int ANSWERS = 6;
    private static final int LARGEST = 0xFFFF + Short.BYTES;
    private static final int RESPONSE = 0x80;
    private static final int IDS = 1 << 16;

    private final Class<? extends DatagramChannel> datagramType;
    private final Class<? extends SocketChannel> socketType;
    private final SecureRandom random = seeded();

    DnsClient(LoopResources loops) {
        var group = loops.onServer(LoopResources.DEFAULT_NATIVE);
        datagramType = loops.onChannelClass(DatagramChannel.class, group);
        socketType = loops.onChannelClass(SocketChannel.class, group);
    }

    /** One that reads from the kernel now, and not on a loop later (NIST SP 800-90A). */
    private static SecureRandom seeded() {
        try {
            SecureRandom random = SecureRandom.getInstance("DRBG");
            random.nextBytes(new byte[1]);
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The answer, whatever it is. Cancelling closes the socket.
     *
     * @return fails with a {@link ResolveException}: {@code TIMEOUT} if the server cannot be reached at all, {@code
     *     SERVER_FAILED} if what it says is no use
     */
    Mono<DnsReply> ask(InetSocketAddress server, DnsQuestion question, Work work) {
        return overUdp(server, question, work)
                .flatMap(reply -> reply.truncated() ? overTcp(server, question, work) : Mono.just(reply));
    }

    private Mono<DnsReply> overUdp(InetSocketAddress server, DnsQuestion question, Work work) {
        return Mono.create(sink -> {
            int id = random.nextInt(IDS);
            open(
                    datagrams(),
                    server,
                    new DatagramDnsQuery(null, server, id).setRecursionDesired(true),
                    new Answer(id, question, sink, ResolveError.TIMEOUT),
                    work,
                    new DatagramDnsQueryEncoder());
        });
    }

    private Mono<DnsReply> overTcp(InetSocketAddress server, DnsQuestion question, Work work) {
        return Mono.create(sink -> {
            int id = random.nextInt(IDS);
            open(
                    new Bootstrap().channel(socketType),
                    server,
                    new DefaultDnsQuery(id).setRecursionDesired(true),
                    new Answer(id, question, sink, ResolveError.SERVER_FAILED),
                    work,
                    new TcpDnsQueryEncoder(),
                    new LengthFieldBasedFrameDecoder(LARGEST, 0, Short.BYTES, 0, Short.BYTES),
                    new Frames(server));
        });
    }

    /**
     * Reads one at a time: where a handler has closed the socket, Netty's epoll channel (4.2.18) would read on, from whatever
     * has its descriptor by then, and wait there for ever or take what is somebody else's.
     */
    private Bootstrap datagrams() {
        return new Bootstrap()
                .channel(datagramType)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(MAX_DATAGRAM).maxMessagesPerRead(1));
    }

    private static void open(
            Bootstrap bootstrap,
            InetSocketAddress server,
            DnsQuery query,
            Answer answer,
            Work work,
            ChannelHandler... codec) {
        query.addRecord(DnsSection.QUESTION, answer.question);
        ChannelFuture connecting = bootstrap
                .group(work.loop())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        work.hold(channel);
                        channel.pipeline()
                                .addLast(codec)
                                .addLast(new Messages(answer), new DatagramDnsResponseDecoder(), answer);
                    }
                })
                .connect(server);
        answer.sink.onDispose(() -> {
            var _ = connecting.channel().close();
        });
        connecting.addListener((ChannelFuture connected) -> {
            if (connected.isSuccess()) {
                connected.channel().writeAndFlush(query).addListener(written -> {
                    if (!written.isSuccess()) {
                        answer.fail(answer.unreachable);
                    }
                });
            } else {
                ReferenceCountUtil.release(query);
                answer.fail(answer.unreachable);
            }
        });
    }

    /** Makes of what comes over TCP what comes over UDP, as Netty's decoder for TCP does not show how much there was to be. */
    private static final class Frames extends ChannelInboundHandlerAdapter {
        private final InetSocketAddress server;

        Frames(InetSocketAddress server) {
            this.server = server;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.fireChannelRead(new DatagramPacket((ByteBuf) message, server, server));
        }
    }

    /** Lets through what may be parsed: whatever has another id is not for us, however it is made. */
    private static final class Messages extends ChannelInboundHandlerAdapter {
        private final Answer answer;

        Messages(Answer answer) {
            this.answer = answer;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            ByteBuf content = packet.content();
            int start = content.readerIndex();
            if (content.readableBytes() >= HEADER
                    && content.getUnsignedShort(start) == answer.id
                    && (content.getByte(start + FLAGS) & RESPONSE) != 0) {
                answer.promised = content.getUnsignedShort(start + ANSWERS);
                context.fireChannelRead(message);
            } else {
                packet.release();
            }
        }
    }

    /** Waits for the answer to one question. */
    private static final class Answer extends SimpleChannelInboundHandler<DnsResponse> {
        private final int id;
        private final DnsQuestion question;
        private final MonoSink<DnsReply> sink;
        private final ResolveError unreachable;
        private int promised;

        /** @param unreachable what it means if there is nobody */
        Answer(int id, DnsQuestion question, MonoSink<DnsReply> sink, ResolveError unreachable) {
            this.id = id;
            this.question = question;
            this.sink = sink;
            this.unreachable = unreachable;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DnsResponse response) {
            if (!response.isTruncated() && response.count(DnsSection.ANSWER) != promised) {
                // The decoder makes do with what it can read.
                throw new CorruptedFrameException("answers: " + response.count(DnsSection.ANSWER) + " of " + promised);
            }
            if (DnsReply.answers(response, question)) {
                sink.success(DnsReply.of(response, question));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail(unreachable);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            boolean malformed = !(cause instanceof IOException);
            fail(malformed ? ResolveError.SERVER_FAILED : unreachable);
        }

        void fail(ResolveError error) {
            sink.error(new ResolveException(error));
        }
    }
}
