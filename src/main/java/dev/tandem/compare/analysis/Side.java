package dev.tandem.compare.analysis;

/** The two things that are compared. What they are, is the plan's business. */
public enum Side {
    A,
    B;

    public Side other() {
        return this == A ? B : A;
    }
}
