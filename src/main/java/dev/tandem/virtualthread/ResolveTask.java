package dev.tandem.virtualthread;

import dev.tandem.core.Ticker;
import dev.tandem.core.task.ResolveError;
import dev.tandem.core.task.TaskInput.Resolve;
import dev.tandem.core.task.TaskInput.Resolve.AddressType;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskResult.Address;
import dev.tandem.core.task.TaskResult.Resolution;
import dev.tandem.core.task.TaskResult.Resolved;
import dev.tandem.core.task.TaskRun;
import dev.tandem.core.work.DnsAnswers;
import dev.tandem.core.work.NameServers;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Looks up many names, each on a thread of its own that waits for the system, or for one name server after another. */
final class ResolveTask {
    private final List<InetSocketAddress> configured;
    private final Ticker ticker;
    private final VirtualThreads threads;
    private final SystemNames names;

    ResolveTask(List<InetSocketAddress> configured, Ticker ticker, VirtualThreads threads, SystemNames names) {
        this.configured = configured;
        this.ticker = ticker;
        this.threads = threads;
        this.names = names;
    }

    TaskResult run(Resolve input, TaskRun run) throws InterruptedException {
        var fanOut = new FanOut(threads, input.concurrency(), run);
        return new Resolved(
                switch (input.resolver()) {
                    case SYSTEM -> fanOut.each(input.names(), name -> askSystem(name, input));
                    case DNS -> {
                        var dns = new DnsClient(NameServers.orOfSystem(configured), ticker);
                        yield fanOut.each(input.names(), name -> askServers(name, input, dns));
                    }
                });
    }

    private Resolution askSystem(String name, Resolve input) throws InterruptedException {
        try (var deadline = Deadline.in(ticker, input.timeout(), Thread.currentThread()::interrupt)) {
            try {
                List<InetAddress> found = names.lookUp(name);
                List<Address> addresses = types(input).stream()
                        .flatMap(type -> found.stream()
                                .filter(address -> type == typeOf(address))
                                .map(address -> new Address(address, type, Optional.empty())))
                        .toList();
                return DnsAnswers.resolution(name, addresses, Set.of());
            } catch (UnknownHostException e) {
                return DnsAnswers.resolution(name, List.of(), Set.of(ResolveError.NAME_UNKNOWN));
            } catch (InterruptedException e) {
                if (deadline.isOver()) {
                    return DnsAnswers.resolution(name, List.of(), Set.of(ResolveError.TIMEOUT));
                }
                throw e;
            }
        }
    }

    private Resolution askServers(String name, Resolve input, DnsClient dns) throws InterruptedException {
        List<Address> addresses = new ArrayList<>();
        Set<ResolveError> errors = EnumSet.noneOf(ResolveError.class);
        for (AddressType type : types(input)) {
            switch (askServers(name, type, input.timeout(), dns)) {
                case DnsAnswers.Found found -> addresses.addAll(found.addresses());
                case DnsAnswers.Failed failed -> errors.add(failed.error());
            }
        }
        return DnsAnswers.resolution(name, addresses, errors);
    }

    private static DnsAnswers.Outcome askServers(String name, AddressType type, Duration timeout, DnsClient dns)
            throws InterruptedException {
        var answers = new DnsAnswers(name, type);
        try {
            while (true) {
                Message message = dns.ask(Name.fromString(answers.name(), Name.root), number(type), timeout);
                for (Record answer : message.getSection(Section.ANSWER)) {
                    add(answers, type, answer);
                }
                if (answers.follow(message.getRcode()) instanceof DnsAnswers.Outcome outcome) {
                    return outcome;
                }
            }
        } catch (DnsClient.SilentException e) {
            return new DnsAnswers.Failed(ResolveError.TIMEOUT);
        } catch (DnsClient.FailedException e) {
            return new DnsAnswers.Failed(ResolveError.SERVER_FAILED);
        } catch (TextParseException e) {
            return new DnsAnswers.Failed(ResolveError.NAME_UNKNOWN);
        }
    }

    private static void add(DnsAnswers answers, AddressType type, Record answer) {
        String owner = answer.getName().toString();
        switch (answer) {
            case CNAMERecord alias -> answers.alias(owner, alias.getTarget().toString(), alias.getTTL());
            case ARecord a when type == AddressType.A -> answers.address(owner, a.getAddress(), a.getTTL());
            case AAAARecord aaaa
            when type == AddressType.AAAA -> answers.address(owner, aaaa.getAddress(), aaaa.getTTL());
            default -> {
                // Signatures, and whatever else was not asked for.
            }
        }
    }

    private static int number(AddressType type) {
        return switch (type) {
            case A -> Type.A;
            case AAAA -> Type.AAAA;
        };
    }

    private static AddressType typeOf(InetAddress address) {
        return address instanceof Inet4Address ? AddressType.A : AddressType.AAAA;
    }

    /** In their own order. */
    private static Set<AddressType> types(Resolve input) {
        return EnumSet.copyOf(input.types());
    }
}
