package io.octopool.demo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows between modules, and what must stay out of which. This module sees all the others, so it judges them. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.octopool");

    private static final String[] FRAMEWORKS = {
        "org.apache.pekko..", "java.sql..", "javax.sql..", "com.zaxxer..", "com.sun.net.httpserver..", "slick.."
    };

    /** Classes that decide: they take a state, a question and the time, and know no framework. */
    private static final List<String> DECISIONS = List.of(
            "io.octopool.pool.budget.Budget",
            "io.octopool.pool.budget.BudgetLedger",
            "io.octopool.pool.cache.ReadDecision",
            "io.octopool.pool.caller.ClientToken",
            "io.octopool.pool.caller.Enrolment",
            "io.octopool.pool.fetch.FetchLadder",
            "io.octopool.pool.fetch.Verdict",
            "io.octopool.pool.lease.Candidates",
            "io.octopool.pool.lease.CooldownRules",
            "io.octopool.pool.lease.LeaseBook",
            "io.octopool.pool.policy.Policy",
            "io.octopool.pool.visibility.ProbeVerdict");

    @Test
    void pointsEveryArrowBetweenModulesOneWay() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.octopool.github..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.octopool.pool..",
                        "io.octopool.persistence..",
                        "io.octopool.api..",
                        "io.octopool.sim..",
                        "io.octopool.demo.."));
        holds(noClasses()
                .that()
                .resideInAPackage("io.octopool.pool..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.octopool.persistence..", "io.octopool.api..", "io.octopool.sim..", "io.octopool.demo.."));
        holds(noClasses()
                .that()
                .resideInAPackage("io.octopool.persistence..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.octopool.api..", "io.octopool.sim..", "io.octopool.demo.."));
        holds(noClasses()
                .that()
                .resideInAPackage("io.octopool.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.octopool.sim..", "io.octopool.demo.."));
    }

    @Test
    void keepsTheSimulatorFreeOfTheProduct() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.octopool.sim..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.octopool.github..",
                        "io.octopool.pool..",
                        "io.octopool.persistence..",
                        "io.octopool.api..",
                        "io.octopool.demo.."));
    }

    @Test
    void keepsFrameworksOutOfWhatGitHubIs() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.octopool.github..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FRAMEWORKS));
    }

    @Test
    void keepsFrameworksOutOfDecisions() {
        DECISIONS.forEach(decision -> holds(noClasses()
                .that()
                .haveFullyQualifiedName(decision)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FRAMEWORKS)));
    }

    private static void holds(ArchRule rule) {
        rule.check(CLASSES);
    }
}
