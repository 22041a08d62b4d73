package dev.tandem.core.channel;

import java.util.ArrayList;
import java.util.List;

/** The subscribers of one channel on one lane. Its members are confined to the lane. */
final class Group {
    private final Channel channel;
    private final Lane lane;
    private final List<Subscription> members = new ArrayList<>();

    /** How many have joined and not left; guarded by the channel's lock, and ahead of {@link #members}. */
    int size;

    Group(Channel channel, Lane lane) {
        this.channel = channel;
        this.lane = lane;
    }

    Channel channel() {
        return channel;
    }

    Lane lane() {
        return lane;
    }

    void add(Subscription subscription) {
        subscription.index = members.size();
        members.add(subscription);
    }

    /** In constant time: the last member takes the place, as no order among subscribers is promised. */
    void remove(Subscription subscription) {
        Subscription last = members.removeLast();
        if (last != subscription) {
            members.set(subscription.index, last);
            last.index = subscription.index;
        }
        subscription.index = -1;
    }

    void complete() {
        members.forEach(member -> lane.complete(member.subscriber()));
    }

    void deliver(Delivery delivery) {
        lane.delivering(delivery);
        for (Subscription member : members) {
            lane.deliver(member.subscriber(), delivery);
        }
    }
}
