package dev.katong.server.openapi;

import dev.katong.Katong;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.converter.ResolvedSchema;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;

/** Completes what springdoc finds in the controllers. */
@Configuration(proxyBeanMethods = false)
class ApiDocument {
  private static final String DESCRIPTION =
      "Turns photos of people into cartoons. Errors are problems as RFC 9457 has them, with a"
          + " `code` that never changes. Paths that there are not are answered with 404, methods"
          + " that a path has not with 405 and `Allow`.";

  /**
   * The error statuses of every operation: a malformed request, no key or the wrong one, too many
   * requests, a busy service.
   */
  private static final List<Integer> ALWAYS = List.of(400, 401, 403, 406, 429, 500, 503);

  private static final String SCHEMAS = "#/components/schemas/";
  private static final Class<?> PROBLEM = ApiSchemas.Problem.class;
  private static final Class<?> FAILURE = ApiSchemas.Failure.class;
  private static final Map<String, String> HEADERS =
      Map.of(
          "ETag", "string",
          "X-Width", "integer",
          "X-Height", "integer",
          "X-Faces", "integer",
          "X-Style", "string",
          "X-Processing-Time-Ms", "integer",
          "Server-Timing", "string");

  @Bean
  OpenApiCustomizer completed() {
    return document -> {
      document
          .info(
              new Info()
                  .title("Katong")
                  .version(Katong.VERSION)
                  .description(DESCRIPTION)
                  .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
          .servers(List.of(new Server().url(".")))
          .security(
              List.of(
                  new SecurityRequirement(),
                  new SecurityRequirement().addList("bearer"),
                  new SecurityRequirement().addList("header")));
      Components components = new Components();
      components.addSecuritySchemes(
          "bearer", new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer"));
      components.addSecuritySchemes(
          "header",
          new SecurityScheme()
              .type(SecurityScheme.Type.APIKEY)
              .in(SecurityScheme.In.HEADER)
              .name("X-API-Key"));
      document.components(components);
      Map<String, ApiOperations.Entry> entries =
          ApiOperations.ALL.stream()
              .collect(Collectors.toMap(ApiOperations.Entry::operation, entry -> entry));
      document
          .getPaths()
          .forEach(
              (path, item) ->
                  item.readOperationsMap()
                      .forEach(
                          (method, operation) ->
                              complete(document, entries, path, method, operation)));
    };
  }

  private static void complete(
      OpenAPI document,
      Map<String, ApiOperations.Entry> entries,
      String path,
      PathItem.HttpMethod method,
      Operation operation) {
    ApiOperations.Entry entry = entries.get(method + " " + path);
    if (entry == null) {
      return;
    }
    operation.tags(List.of(entry.tag())).operationId(entry.id()).summary(entry.summary());
    if (entry.takes().content().isEmpty()) {
      operation.requestBody(null);
    } else {
      operation.requestBody(
          new RequestBody()
              .required(true)
              .description(entry.takes().description())
              .content(content(document, entry.takes())));
    }
    ApiResponses responses = new ApiResponses();
    ApiResponse good = new ApiResponse().description(entry.gives().description());
    if (!entry.gives().content().isEmpty()) {
      good.content(content(document, entry.gives()));
    }
    if (entry.tag().equals(ApiOperations.PICTURES)) {
      HEADERS.forEach((name, type) -> good.addHeaderObject(name, header(type)));
      settingsInQuery(operation);
    }
    if (entry.id().equals(ApiOperations.CREATE_JOB)) {
      header(operation, "Idempotency-Key");
    }
    responses.addApiResponse(Integer.toString(entry.gives().status()), good);
    TreeSet<Integer> refusals = new TreeSet<>(ALWAYS);
    refusals.addAll(entry.refusals());
    if (path.contains("{")) {
      refusals.add(404);
    }
    boolean openAi = entry.tag().equals(ApiOperations.OPENAI);
    refusals.forEach(
        status ->
            responses.addApiResponse(
                Integer.toString(status), refusal(document, status, openAi, good)));
    operation.responses(responses);
  }

  private static ApiResponse refusal(
      OpenAPI document, int status, boolean openAi, ApiResponse good) {
    ApiResponse response =
        new ApiResponse().description(HttpStatus.valueOf(status).getReasonPhrase());
    if (status < 300) {
      return response.content(good.getContent());
    }
    if (status == 429 || status == 503) {
      response.addHeaderObject("Retry-After", header("integer"));
    }
    String type = openAi ? "application/json" : "application/problem+json";
    Schema<?> schema = schema(document, openAi ? FAILURE : PROBLEM);
    return response.content(new Content().addMediaType(type, new MediaType().schema(schema)));
  }

  private static Header header(String type) {
    return new Header().schema(new Schema<>().types(Set.of(type)));
  }

  private static Content content(OpenAPI document, ApiOperations.Body body) {
    Content content = new Content();
    body.content()
        .forEach(
            (type, schemas) ->
                content.addMediaType(type, new MediaType().schema(schema(document, schemas))));
    return content;
  }

  private static Schema<?> schema(OpenAPI document, List<Class<?>> schemas) {
    if (schemas.size() == 1) {
      return schema(document, schemas.get(0));
    }
    Schema<?> all = new Schema<>();
    schemas.forEach(schema -> all.addAllOfItem(schema(document, schema)));
    return all;
  }

  private static Schema<?> schema(OpenAPI document, Class<?> type) {
    ResolvedSchema resolved = resolved(type);
    if (type == ApiOperations.BINARY) {
      return resolved.schema;
    }
    resolved.referencedSchemas.forEach(document.getComponents()::addSchemas);
    return new Schema<>().$ref(SCHEMAS + resolved.schema.getName());
  }

  private static ResolvedSchema resolved(Class<?> type) {
    return ModelConverters.getInstance(true)
        .resolveAsResolvedSchema(new AnnotatedType(type).resolveAsRef(false));
  }

  /** Moves the settings of a bare photo into the query. */
  private static void settingsInQuery(Operation operation) {
    Map<String, Schema> settings = resolved(ApiSchemas.Settings.class).schema.getProperties();
    settings.forEach(
        (name, schema) ->
            operation.addParametersItem(new Parameter().in("query").name(name).schema(schema)));
    header(operation, "If-None-Match");
  }

  private static void header(Operation operation, String name) {
    operation.addParametersItem(
        new Parameter().in("header").name(name).schema(new Schema<>().types(Set.of("string"))));
  }
}
