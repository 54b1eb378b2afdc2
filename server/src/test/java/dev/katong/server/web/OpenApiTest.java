package dev.katong.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.Yaml;

class OpenApiTest {
  @Test
  void document_hasWhatTheControllersHave() throws Exception {
    assertThat(documented()).isEqualTo(served());
  }

  @SuppressWarnings("unchecked")
  private static TreeSet<String> documented() throws Exception {
    try (InputStream in = OpenApiTest.class.getResourceAsStream("/static/openapi.yaml")) {
      Map<String, Object> document = new Yaml().load(in);
      var paths = (Map<String, Map<String, Object>>) Objects.requireNonNull(document.get("paths"));
      TreeSet<String> operations = new TreeSet<>();
      paths.forEach(
          (path, item) -> {
            Object target = item.get("$ref");
            Map<String, Object> operationsOf = item;
            if (target != null) {
              String other = target.toString().replace("#/paths/", "").replace("~1", "/");
              operationsOf = Objects.requireNonNull(paths.get(other));
            }
            operationsOf.keySet().stream()
                .filter(key -> !key.equals("parameters"))
                .forEach(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path));
          });
      return operations;
    }
  }

  private static TreeSet<String> served() throws ClassNotFoundException {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
    TreeSet<String> operations = new TreeSet<>();
    for (BeanDefinition bean : scanner.findCandidateComponents("dev.katong.server")) {
      Class<?> controller = Class.forName(bean.getBeanClassName());
      RequestMapping whole =
          AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class);
      String prefix = whole == null ? "" : whole.path()[0];
      for (Method method : controller.getDeclaredMethods()) {
        RequestMapping mapping =
            AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
        if (mapping != null) {
          String[] paths = mapping.path().length == 0 ? new String[] {""} : mapping.path();
          for (String path : paths) {
            // The page is no part of the API.
            if ((prefix + path).matches("/(api|v1)/.*")) {
              for (RequestMethod verb : mapping.method()) {
                operations.add(verb + " " + prefix + path);
              }
            }
          }
        }
      }
    }
    return operations;
  }
}
