package dev.tandem.eventloop;

import dev.tandem.core.task.ResolveError;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskInput.Resolve.AddressType;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskResult.Address;
import dev.tandem.core.task.TaskResult.Resolution;
import dev.tandem.core.work.DnsAnswers;
import dev.tandem.core.work.NameServers;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Looks up many names, so many at a time; one that nobody answers for delays no other. */
final class ResolveTask {
    private final DnsClient dns;
    private final Names names;
    private final List<InetSocketAddress> servers;

    ResolveTask(DnsClient dns, Names names, List<InetSocketAddress> servers) {
        this.dns = dns;
        this.names = names;
        this.servers = servers;
    }

    Mono<TaskResult> run(TaskInput.Resolve input, Work work) {
        return switch (input.resolver()) {
            case SYSTEM -> run(input, work, name -> bySystem(input, work, name));
            case DNS ->
                names.call(() -> NameServers.orOfSystem(servers))
                        .publishOn(work.scheduler())
                        .flatMap(asked -> run(input, work, name -> byDns(input, work, asked, name)));
        };
    }

    private interface Resolver {
        Mono<Resolution> resolve(String name);
    }

    private static Mono<TaskResult> run(TaskInput.Resolve input, Work work, Resolver resolver) {
        Resolution[] results = new Resolution[input.names().size()];
        int[] done = {0};
        return Flux.range(0, results.length)
                .flatMap(
                        index -> resolver.resolve(input.names().get(index)).doOnNext(resolution -> {
                            results[index] = resolution;
                            done[0]++;
                            work.run().progress(done[0], results.length);
                        }),
                        input.concurrency())
                .then(Mono.fromSupplier(() -> new TaskResult.Resolved(Arrays.asList(results))));
    }

    private Mono<Resolution> bySystem(TaskInput.Resolve input, Work work, String name) {
        return names.lookUp(name)
                .publishOn(work.scheduler())
                .timeout(work.after(input.timeout()), Mono.error(new ResolveException(ResolveError.TIMEOUT)))
                .map(found -> DnsAnswers.resolution(name, ofTypes(input.types(), found), Set.of()))
                .onErrorResume(UnknownHostException.class, unknown -> failed(name, ResolveError.NAME_UNKNOWN))
                .onErrorResume(ResolveException.class, failure -> failed(name, failure.error()));
    }

    private static Mono<Resolution> failed(String name, ResolveError error) {
        return Mono.just(new Resolution(name, List.of(), Optional.of(error)));
    }

    private static List<Address> ofTypes(Set<AddressType> types, List<InetAddress> found) {
        return Arrays.stream(AddressType.values())
                .filter(types::contains)
                .flatMap(type -> found.stream()
                        .filter(address -> typeOf(address) == type)
                        .map(address -> new Address(address, type, Optional.empty())))
                .toList();
    }

    private static AddressType typeOf(InetAddress address) {
        return address instanceof Inet4Address ? AddressType.A : AddressType.AAAA;
    }

    /** The types one after the other, in their order: two questions at a time for each name would be twice what was asked for. */
    private Mono<Resolution> byDns(TaskInput.Resolve input, Work work, List<InetSocketAddress> asked, String name) {
        List<Address> found = new ArrayList<>();
        Set<ResolveError> errors = new TreeSet<>();
        return Flux.fromIterable(new TreeSet<>(input.types()))
                .concatMap(type -> ask(new DnsAnswers(name, type), type, input, work, asked)
                        .doOnNext(found::addAll)
                        .onErrorResume(ResolveException.class, failure -> {
                            errors.add(failure.error());
                            return Mono.empty();
                        }))
                .then(Mono.fromSupplier(() -> DnsAnswers.resolution(name, found, errors)));
    }

    private Mono<List<Address>> ask(
            DnsAnswers answers, AddressType type, TaskInput.Resolve input, Work work, List<InetSocketAddress> asked) {
        return Mono.fromCallable(() -> question(answers.name(), type))
                .flatMap(question -> askInTurn(question, input, work, asked))
                .flatMap(reply -> {
                    reply.records().forEach(record -> record.addTo(answers));
                    return switch (answers.follow(reply.code().intValue())) {
                        case DnsAnswers.Found found -> Mono.just(found.addresses());
                        case DnsAnswers.Failed failed -> Mono.error(new ResolveException(failed.error()));
                        case DnsAnswers.Ask _ -> ask(answers, type, input, work, asked);
                    };
                });
    }

    private static DnsQuestion question(String name, AddressType type) throws ResolveException {
        try {
            return new DefaultDnsQuestion(name, type == AddressType.A ? DnsRecordType.A : DnsRecordType.AAAA);
        } catch (IllegalArgumentException noSuchNameCanBe) {
            throw new ResolveException(ResolveError.NAME_UNKNOWN);
        }
    }

    /** What the first of the servers says that can say anything; each has the whole timeout. */
    private Mono<DnsReply> askInTurn(
            DnsQuestion question, TaskInput.Resolve input, Work work, List<InetSocketAddress> asked) {
        Mono<DnsReply> first = dns.ask(asked.getFirst(), question, work)
                .timeout(work.after(input.timeout()), Mono.error(new ResolveException(ResolveError.TIMEOUT)))
                .flatMap(ResolveTask::verdict);
        List<InetSocketAddress> others = asked.subList(1, asked.size());
        return others.isEmpty()
                ? first
                : first.onErrorResume(ResolveException.class, failure -> askInTurn(question, input, work, others));
    }

    private static Mono<DnsReply> verdict(DnsReply reply) {
        return DnsAnswers.isAnswer(reply.code().intValue())
                ? Mono.just(reply)
                : Mono.error(new ResolveException(ResolveError.SERVER_FAILED));
    }
}
