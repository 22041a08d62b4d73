package dev.tandem.eventloop;

import dev.tandem.core.work.DnsAnswers;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a name server has answered, taken out of Netty's buffers.
 *
 * @param truncated whether there is more, for those who ask over TCP
 * @param records its answers of the type that was asked for, and aliases
 */
record DnsReply(DnsResponseCode code, boolean truncated, List<Answer> records) {

    /** One record. */
    sealed interface Answer {
        void addTo(DnsAnswers answers);
    }

    private record Alias(String owner, String target, long ttl) implements Answer {
        @Override
        public void addTo(DnsAnswers answers) {
            answers.alias(owner, target, ttl);
        }
    }

    private record Host(String owner, InetAddress address, long ttl) implements Answer {
        @Override
        public void addTo(DnsAnswers answers) {
            answers.address(owner, address, ttl);
        }
    }

    /** Whether a response is one to that question; the case of letters is the server's own business. */
    static boolean answers(DnsResponse response, DnsQuestion question) {
        if (response.count(DnsSection.QUESTION) != 1) {
            return false;
        }
        DnsRecord asked = response.recordAt(DnsSection.QUESTION);
        return asked.name().equalsIgnoreCase(question.name())
                && asked.type().equals(question.type())
                && asked.dnsClass() == question.dnsClass();
    }

    /** @throws CorruptedFrameException if a record is not what it claims to be */
    static DnsReply of(DnsResponse response, DnsQuestion question) {
        List<Answer> records = new ArrayList<>();
        for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
            if (response.recordAt(DnsSection.ANSWER, i) instanceof DnsRawRecord raw) {
                if (raw.type().equals(DnsRecordType.CNAME)) {
                    records.add(new Alias(raw.name(), target(raw.content()), raw.timeToLive()));
                } else if (raw.type().equals(question.type())) {
                    records.add(new Host(raw.name(), address(raw), raw.timeToLive()));
                }
            }
        }
        return new DnsReply(response.code(), response.isTruncated(), records);
    }

    private static String target(ByteBuf content) {
        return DefaultDnsRecordDecoder.decodeName(content.duplicate());
    }

    private static InetAddress address(DnsRawRecord raw) {
        byte[] bytes = new byte[raw.content().readableBytes()];
        raw.content().getBytes(raw.content().readerIndex(), bytes);
        int expected = raw.type().equals(DnsRecordType.A) ? 4 : 16;
        if (bytes.length != expected) {
            throw new CorruptedFrameException("address: " + bytes.length + " bytes (expected: " + expected + ")");
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
