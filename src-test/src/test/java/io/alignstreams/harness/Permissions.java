package io.alignstreams.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/** ACLs, as {@code topics create --dry-run} prints them for {@code kafka-acls}. */
public final class Permissions {
    private Permissions() {}

    /** The lines that are printed for the application. */
    public static List<String> printed(Stream stream) throws Exception {
        Cli.Result printed = Cli.run(
                "topics",
                "create",
                "--dry-run",
                "--config",
                stream.file(Map.of()).toString());
        List<String> lines = printed.out()
                .lines()
                .dropWhile(line -> !line.startsWith("ACLs of the application"))
                .skip(1)
                .takeWhile(line -> line.startsWith("  "))
                .map(String::strip)
                .toList();
        if (lines.isEmpty()) {
            throw new AssertionError("expected ACLs, found " + printed);
        }
        return lines;
    }

    public static void allow(GuardedBroker broker, String user, List<String> lines) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.createAcls(lines.stream()
                            .flatMap(line -> bindings(user, line).stream())
                            .toList())
                    .all()
                    .get();
        }
    }

    /** Takes back all that a line allows. */
    public static void forbid(GuardedBroker broker, String user, String line) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.deleteAcls(bindings(user, line).stream()
                            .map(AclBinding::toFilter)
                            .toList())
                    .all()
                    .get();
        }
    }

    /** Takes back all that a user may do. */
    public static void clear(GuardedBroker broker, String user) throws Exception {
        try (Admin admin = broker.admin()) {
            AccessControlEntryFilter ofUser =
                    new AccessControlEntryFilter(principal(user), null, AclOperation.ANY, AclPermissionType.ANY);
            admin.deleteAcls(List.of(new AclBindingFilter(ResourcePatternFilter.ANY, ofUser)))
                    .all()
                    .get();
        }
    }

    /** The name of what a line is about. */
    public static String resource(String line) {
        return pattern(line.split(" ")).name();
    }

    private static List<AclBinding> bindings(String user, String line) {
        String[] words = line.split(" ");
        List<AclBinding> bindings = new ArrayList<>();
        for (int i = 0; i < words.length; i += 2) {
            if (words[i].equals("--operation")) {
                bindings.add(new AclBinding(
                        pattern(words),
                        new AccessControlEntry(
                                principal(user), "*", operation(words[i + 1]), AclPermissionType.ALLOW)));
            }
        }
        return bindings;
    }

    private static String principal(String user) {
        return "User:" + user;
    }

    /** DescribeConfigs is DESCRIBE_CONFIGS. */
    private static AclOperation operation(String name) {
        return AclOperation.fromString(
                name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
    }

    private static ResourcePattern pattern(String[] words) {
        PatternType type = PatternType.LITERAL;
        ResourceType resource = ResourceType.UNKNOWN;
        String name = "";
        for (int i = 0; i < words.length; i += 2) {
            String value = words[i + 1];
            switch (words[i]) {
                case "--resource-pattern-type" -> type = PatternType.fromString(value.toUpperCase(Locale.ROOT));
                case "--topic", "--group", "--transactional-id" -> {
                    resource = ResourceType.fromString(
                            words[i].substring(2).replace('-', '_').toUpperCase(Locale.ROOT));
                    name = value;
                }
                default -> {}
            }
        }
        return new ResourcePattern(resource, name, type);
    }
}
