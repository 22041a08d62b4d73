package dev.tandem.core.work;

import dev.tandem.core.task.Progress;
import dev.tandem.core.task.TaskInput;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Computes a digest, on and on: keeps a core busy, and is therefore to be called by a thread that may do that. */
public final class DigestRounds {
    private static final int PERCENT = 100;

    /** How often to look for an interrupt, in rounds: about every 50 µs. */
    private static final int LOOK = 256;

    /** How much of the data is taken in between two looks. */
    private static final int PIECE = 64 * 1024;

    private DigestRounds() {}

    /**
     * The SHA-256 after the last round; tells of its progress about a hundred times.
     *
     * @throws InterruptedException soon after the thread was interrupted
     */
    public static byte[] compute(TaskInput.Digest input, Progress told) throws InterruptedException {
        MessageDigest sha256 = sha256();
        byte[] data = input.data();
        for (int from = 0; from < data.length; from += PIECE) {
            lookForInterrupt();
            sha256.update(data, from, Math.min(PIECE, data.length - from));
        }
        byte[] digest = sha256.digest();
        int rounds = input.rounds();
        int percent = 0;
        for (int done = 1; done < rounds; done++) {
            if (done % LOOK == 0) {
                lookForInterrupt();
            }
            int now = (int) ((long) done * PERCENT / rounds);
            if (now > percent) {
                percent = now;
                told.progress(done, rounds);
            }
            digestInPlace(sha256, digest);
        }
        told.progress(rounds, rounds);
        return digest;
    }

    /** A SHA-256 that nothing has been put into. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void digestInPlace(MessageDigest sha256, byte[] digest) {
        try {
            sha256.update(digest);
            int _ = sha256.digest(digest, 0, digest.length);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void lookForInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
