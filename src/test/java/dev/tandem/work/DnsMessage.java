package dev.tandem.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** A DNS query as it came, and what is answered to it, written by hand (RFC 1035, 4). */
public final class DnsMessage {
    public static final int A = 1;
    static final int CNAME = 5;
    static final int AAAA = 28;

    static final int FORMERR = 1;
    public static final int SERVFAIL = 2;
    public static final int NXDOMAIN = 3;
    static final int NOTIMP = 4;
    static final int REFUSED = 5;

    private static final int HEADER = 12;
    private static final int RESPONSE = 0x8180;
    private static final int TRUNCATED = 0x0200;

    private final int id;
    private final String name;
    private final int type;
    private final boolean recursionDesired;
    private final boolean overTcp;

    private DnsMessage(int id, String name, int type, boolean recursionDesired, boolean overTcp) {
        this.id = id;
        this.name = name;
        this.type = type;
        this.recursionDesired = recursionDesired;
        this.overTcp = overTcp;
    }

    static DnsMessage query(byte[] bytes, boolean overTcp) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int id = in.getShort() & 0xFFFF;
        int flags = in.getShort();
        in.position(HEADER);
        StringBuilder name = new StringBuilder();
        for (int length = in.get(); length > 0; length = in.get()) {
            byte[] label = new byte[length];
            in.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, UTF_8));
        }
        return new DnsMessage(id, name.toString(), in.getShort(), (flags & 0x0100) != 0, overTcp);
    }

    public String name() {
        return name;
    }

    public int type() {
        return type;
    }

    public boolean isRecursionDesired() {
        return recursionDesired;
    }

    public boolean isOverTcp() {
        return overTcp;
    }

    /** An answer to this. */
    public Answer answer() {
        return new Answer();
    }

    /** An answer in the making. */
    public final class Answer {
        private int answerId = id;
        private int flags = RESPONSE;
        private String question = name;
        private int questions = 1;
        private int answers;
        private final ByteArrayOutputStream records = new ByteArrayOutputStream();

        Answer id(int other) {
            answerId = other & 0xFFFF;
            return this;
        }

        public Answer wrongId() {
            return id(id + 1);
        }

        public Answer code(int code) {
            flags |= code;
            return this;
        }

        public Answer truncated() {
            flags |= TRUNCATED;
            return this;
        }

        /** It is a query itself. */
        Answer notAResponse() {
            flags &= 0x7FFF;
            return this;
        }

        Answer question(String other) {
            question = other;
            return this;
        }

        Answer noQuestion() {
            questions = 0;
            return this;
        }

        /** Claims more answers than there are. */
        Answer missing(int count) {
            answers += count;
            return this;
        }

        /** The address is A or AAAA, whichever it is. */
        public Answer address(String owner, String address, int ttl) {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return record(owner, bytes.length == 4 ? A : AAAA, ttl, bytes);
        }

        public Answer alias(String owner, String target, int ttl) {
            return record(owner, CNAME, ttl, encoded(target));
        }

        Answer record(String owner, int recordType, int ttl, byte[] data) {
            records.writeBytes(encoded(owner));
            records.writeBytes(ByteBuffer.allocate(10)
                    .putShort((short) recordType)
                    .putShort((short) 1)
                    .putInt(ttl)
                    .putShort((short) data.length)
                    .array());
            records.writeBytes(data);
            answers++;
            return this;
        }

        public byte[] bytes() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(ByteBuffer.allocate(HEADER)
                    .putShort((short) answerId)
                    .putShort((short) flags)
                    .putShort((short) questions)
                    .putShort((short) answers)
                    .array());
            if (questions > 0) {
                out.writeBytes(encoded(question));
                out.writeBytes(ByteBuffer.allocate(4)
                        .putShort((short) type)
                        .putShort((short) 1)
                        .array());
            }
            out.writeBytes(records.toByteArray());
            return out.toByteArray();
        }
    }

    private static byte[] encoded(String domain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!domain.isEmpty()) {
            for (String label : domain.split("\\.", -1)) {
                byte[] bytes = label.getBytes(UTF_8);
                out.write(bytes.length);
                out.writeBytes(bytes);
            }
        }
        out.write(0);
        return out.toByteArray();
    }
}
