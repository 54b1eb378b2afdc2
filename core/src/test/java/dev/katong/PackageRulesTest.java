package dev.katong;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackageRulesTest {
  /** Each may use those before it, and the types of the API. */
  private static final List<String[]> LAYERS =
      List.of(
          new String[] {"dev.katong.memory"},
          new String[] {"dev.katong.image.."},
          new String[] {"dev.katong.network"},
          new String[] {"dev.katong.face"},
          new String[] {"dev.katong.tone"},
          new String[] {"dev.katong.style"},
          new String[] {"dev.katong.plan", "dev.katong.pipeline"},
          new String[] {"dev.katong.runtime"});

  private static final int MOST_API_TYPES = 22;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.katong");

  @Test
  void packages_useOnlyThoseBelowThem() {
    for (int i = 0; i < LAYERS.size() - 1; i++) {
      String[] above =
          LAYERS.subList(i + 1, LAYERS.size()).stream()
              .flatMap(Arrays::stream)
              .toArray(String[]::new);
      noClasses()
          .that(resideInAnyPackage(LAYERS.get(i)))
          .should()
          .dependOnClassesThat(resideInAnyPackage(above))
          .check(CLASSES);
    }
  }

  @Test
  void api_isSmall() {
    assertThat(
            CLASSES.stream()
                .filter(type -> type.getPackageName().equals("dev.katong"))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> type.isTopLevelClass())
                .map(JavaClass::getSimpleName))
        .hasSizeLessThanOrEqualTo(MOST_API_TYPES);
  }

  @Test
  void core_opensNoConnections() {
    noClasses().should().dependOnClassesThat(resideInAPackage("java.net.http")).check(CLASSES);
  }
}
