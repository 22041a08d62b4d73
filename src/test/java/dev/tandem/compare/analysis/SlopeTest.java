package dev.tandem.compare.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlopeTest {
    @Test
    void isWhatEachConnectionCosts_andNotWhatThereIsWithout() {
        List<MemoryPoint> points = IntStream.of(0, 1_000, 5_000, 10_000)
                .mapToObj(count -> point(count, 70_000_000 + 4_096L * count))
                .toList();

        assertThat(Slope.of(points, MemoryPoint::heapBytes)).hasValueCloseTo(4_096.0, within(1e-6));
    }

    @Test
    void isThatOfLeastSquares() {
        List<MemoryPoint> points = List.of(point(1, 2), point(2, 4), point(3, 5), point(4, 4), point(5, 5));

        assertThat(Slope.of(points, MemoryPoint::heapBytes)).hasValueCloseTo(0.6, within(1e-12));
    }

    @Test
    void mayBeNegative() {
        List<MemoryPoint> points = List.of(point(0, 30), point(1, 20), point(2, 10));

        assertThat(Slope.of(points, MemoryPoint::heapBytes)).hasValueCloseTo(-10.0, within(1e-12));
    }

    @Test
    void takesThreePointsThatAreKnown() {
        List<MemoryPoint> points =
                List.of(point(0, 1), point(1, 2), new MemoryPoint(2, OptionalLong.empty(), OptionalLong.of(7)));

        assertThat(Slope.of(points, MemoryPoint::heapBytes)).isEmpty();
    }

    @Test
    void isNoneWhereTheNumberOfConnectionsIsTheSame() {
        assertThat(Slope.of(List.of(point(5, 1), point(5, 2), point(5, 3)), MemoryPoint::heapBytes))
                .isEmpty();
    }

    private static MemoryPoint point(int connections, long heap) {
        return new MemoryPoint(connections, OptionalLong.of(heap), OptionalLong.empty());
    }
}
