package dev.tandem;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows of the design: which part may know which, and which libraries. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tandem");

    /** Each part, and the parts that it may depend on; a part that is not named here may exist only with an arrow of its own. */
    private static final Map<String, Set<String>> ARROWS = Map.of(
            "core", Set.of(),
            "routing", Set.of(),
            "metrics", Set.of("core", "routing"),
            "httpclient", Set.of("core"),
            "eventloop", Set.of("core", "routing", "metrics", "httpclient"),
            "virtualthread", Set.of("core", "routing", "metrics", "httpclient"),
            "console", Set.of("core", "routing", "metrics"),
            "compare", Set.of("routing"));

    static Stream<String> parts() {
        return ARROWS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("parts")
    void aPartDependsOnWhatItMay(String part) {
        String[] forbidden = Stream.concat(
                        ARROWS.keySet().stream()
                                .filter(other -> !other.equals(part)
                                        && !ARROWS.getOrDefault(part, Set.of()).contains(other))
                                .map(other -> "dev.tandem." + other + ".."),
                        Stream.of("dev.tandem"))
                .toArray(String[]::new);

        check(classes()
                .that()
                .resideInAPackage("dev.tandem." + part + "..")
                .should()
                .onlyDependOnClassesThat(not(resideInAnyPackage(forbidden))));
    }

    @Test
    void everyClassBelongsToAPartOrToTheCompositionRoot() {
        assertThat(CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> !name.equals("dev.tandem"))
                        .map(name -> name.split("\\.", -1)[2]))
                .allSatisfy(part -> assertThat(ARROWS).containsKey(part));
    }

    @Test
    void coreUsesNothingButTheJdkAndAJsonParser() {
        check(classes()
                .that()
                .resideInAPackage("dev.tandem.core..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "dev.tandem.core..", "java..", "tools.jackson.core..", "org.jspecify.annotations..")));
    }

    @Test
    void routingUsesNothingButTheJdk() {
        check(classes()
                .that()
                .resideInAPackage("dev.tandem.routing..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("dev.tandem.routing..", "java..", "org.jspecify.annotations..")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"reactor..", "org.springframework.web.reactive..", "org.springframework.boot.reactor.netty.."})
    void onlyTheEventLoopKnowsReactor(String library) {
        check(classes()
                .that()
                .resideOutsideOfPackage("dev.tandem.eventloop..")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage(library))));
    }

    /** The load is made with Netty as well, but never inside a model. */
    @Test
    void onlyTheEventLoopAndTheLoadKnowNetty() {
        check(classes()
                .that()
                .resideOutsideOfPackages("dev.tandem.eventloop..", "dev.tandem.compare..")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("io.netty.."))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jakarta.servlet..",
                "org.apache.catalina..",
                "org.apache.coyote..",
                "org.apache.tomcat..",
                "org.springframework.web.servlet.."
            })
    void onlyVirtualThreadsAndTheConsoleKnowServletAndTomcat(String library) {
        check(classes()
                .that()
                .resideOutsideOfPackages("dev.tandem.virtualthread..", "dev.tandem.console..")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage(library))));
    }

    /** What fetches for tasks is virtual threads' own way; what both models use stands apart, and the loops know nothing else. */
    @Test
    void onlyVirtualThreadsAndWhatBothUseKnowTheLibraryThatBlocks() {
        check(classes()
                .that()
                .resideOutsideOfPackages("dev.tandem.virtualthread..", "dev.tandem.httpclient..")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("org.apache.hc.."))));
    }

    /** Whatever blocks must be handed to the pool for it. */
    @Test
    void onTheEventLoopOneClassCallsWhatBlocks() {
        check(classes()
                .that()
                .resideInAPackage("dev.tandem.eventloop..")
                .and()
                .doNotHaveSimpleName("BlockingClient")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("dev.tandem.httpclient.."))));
    }

    @Test
    void noFeaturesOfCoreGoInCircles() {
        check(slices().matching("dev.tandem.core.(*)..").should().beFreeOfCycles());
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() {
        Set<String> packages =
                CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        assertThat(packages).contains("dev.tandem", "dev.tandem.core.channel", "dev.tandem.eventloop");

        assertThat(packages)
                .allSatisfy(
                        name -> assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
                                .as(name)
                                .isTrue());
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
