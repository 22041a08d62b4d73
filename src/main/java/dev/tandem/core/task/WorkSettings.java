package dev.tandem.core.task;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What a model is told about doing work, the same for both.
 *
 * @param fetchPolicy what fetching may reach
 * @param nameServers whom to ask by DNS, in order; those of the system where there are none
 * @param lookupThreads how many names the system looks up at a time
 * @param computingThreads how many threads compute
 * @param maxQueuedComputations how many computations may wait for one of them
 * @param maxPrograms how many programs run at a time
 * @param maxQueuedPrograms how many may wait for their turn
 * @param killGrace how long a process may take to end when it is asked to, before it is made to
 */
public record WorkSettings(
        FetchPolicy fetchPolicy,
        List<InetSocketAddress> nameServers,
        int lookupThreads,
        int computingThreads,
        int maxQueuedComputations,
        int maxPrograms,
        int maxQueuedPrograms,
        Duration killGrace) {}
