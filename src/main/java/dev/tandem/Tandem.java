package dev.tandem;

final class Tandem {
    private Tandem() {}

    public static void main(String[] args) {}
}
