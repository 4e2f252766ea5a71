package io.alignstreams.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An authority of a test's own, and certificates of servers that it signs. */
public final class Certificates {
    public static final String PASSWORD = "canary-of-a-store";
    private static final String STORE = ".p12";

    private final Path directory;
    private final String authority;

    private Certificates(Path directory, String authority) {
        this.directory = directory;
        this.authority = authority;
    }

    /** Makes an authority that nobody trusts who does not have its store of {@link #trusted}. */
    public static Certificates authority(Path directory, String name) throws IOException, InterruptedException {
        Certificates certificates = new Certificates(directory, name);
        certificates.keytool(
                name, "-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "bc:c");
        certificates.keytool(name, "-exportcert", "-rfc", "-alias", name, "-file", certificates.path(name + ".pem"));
        certificates.keytool(
                name + "-trust", "-importcert", "-noprompt", "-alias", name, "-file", certificates.path(name + ".pem"));
        return certificates;
    }

    /** Settings of a client that trusts what this authority signs. */
    public Map<String, String> trusted(String prefix) {
        return settings(prefix, "truststore", path(authority + "-trust" + STORE));
    }

    /** The store of a server's key and certificate, valid from a day ago. */
    public String keystore(String server, String alternativeName) throws IOException, InterruptedException {
        return keystore(server, alternativeName, "-1d", "30");
    }

    /** The same, of a certificate that was valid for a day until two days ago. */
    public String expiredKeystore(String server, String alternativeName) throws IOException, InterruptedException {
        return keystore(server, alternativeName, "-3d", "1");
    }

    private String keystore(String server, String alternativeName, String start, String days)
            throws IOException, InterruptedException {
        String request = path(server + ".csr");
        String signed = path(server + ".pem");
        keytool(server, "-genkeypair", "-alias", server, "-keyalg", "EC", "-dname", "CN=" + server);
        keytool(server, "-certreq", "-alias", server, "-file", request);
        keytool(
                authority,
                "-gencert",
                "-rfc",
                "-alias",
                authority,
                "-infile",
                request,
                "-outfile",
                signed,
                "-ext",
                "san=" + alternativeName,
                "-startdate",
                start,
                "-validity",
                days);
        keytool(server, "-importcert", "-noprompt", "-alias", authority, "-file", path(authority + ".pem"));
        keytool(server, "-importcert", "-noprompt", "-alias", server, "-file", signed);
        return path(server + STORE);
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private void keytool(String store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", path(store + STORE)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed: " + output);
        }
    }

    /** Settings of a client or server that has or trusts a store. */
    static Map<String, String> settings(String prefix, String kind, String store) {
        if (!Files.exists(Path.of(store))) {
            throw new AssertionError("expected a store of certificates at " + store);
        }
        return Map.of(
                prefix + "ssl." + kind + ".location", store,
                prefix + "ssl." + kind + ".type", "PKCS12",
                prefix + "ssl." + kind + ".password", PASSWORD);
    }
}
