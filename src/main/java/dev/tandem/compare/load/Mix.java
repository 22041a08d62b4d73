package dev.tandem.compare.load;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Requests by their weights, in an order that is the same each time. */
final class Mix {
    private final List<Request.Wire> wires = new ArrayList<>();
    private final double[] upTo;
    private final SplittableRandom random = new SplittableRandom(1);

    Mix(List<Request> requests, Endpoint endpoint) {
        upTo = new double[requests.size()];
        double sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            sum += requests.get(i).weight();
            upTo[i] = sum;
            wires.add(requests.get(i).encode(endpoint));
        }
    }

    Request.Wire next() {
        if (upTo.length == 1) {
            return wires.getFirst();
        }
        double at = random.nextDouble() * upTo[upTo.length - 1];
        int i = 0;
        while (i < upTo.length - 1 && at >= upTo[i]) {
            i++;
        }
        return wires.get(i);
    }
}
