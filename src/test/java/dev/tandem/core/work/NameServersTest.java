package dev.tandem.core.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameServersTest {
    @TempDir
    Path directory;

    private static InetSocketAddress server(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    @Test
    void theConfiguredOnes_areTaken() {
        List<InetSocketAddress> configured = List.of(server("192.0.2.1", 5353));
        assertThat(NameServers.orOfSystem(configured)).isEqualTo(configured);
    }

    @Test
    void otherwiseThereAreSome() {
        assertThat(NameServers.orOfSystem(List.of())).isNotEmpty();
    }

    @Test
    void theFileOfTheSystem_isReadInOrder_andWhatIsNoAddressLeftOut() throws IOException {
        Path file = Files.writeString(directory.resolve("resolv.conf"), """
                # nameserver 192.0.2.9
                search example.com
                nameserver 192.0.2.1
                  nameserver\t2001:db8::1   # the second
                nameserver somebody
                nameserver
                options ndots:5
                """);
        assertThat(NameServers.read(file)).containsExactly(server("192.0.2.1", 53), server("2001:db8::1", 53));
    }

    @Test
    void aCommentInAnotherEncoding_doesNoHarm() throws IOException {
        Path file = Files.write(directory.resolve("resolv.conf"), new byte[] {'#', (byte) 0xE9, '\n'});
        Files.writeString(file, "nameserver 192.0.2.1\n", StandardOpenOption.APPEND);
        assertThat(NameServers.read(file)).containsExactly(server("192.0.2.1", 53));
    }

    @Test
    void aFileThatIsNot_hasNone() {
        assertThat(NameServers.read(directory.resolve("missing"))).isEmpty();
    }
}
