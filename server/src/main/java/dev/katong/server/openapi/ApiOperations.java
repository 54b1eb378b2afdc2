package dev.katong.server.openapi;

import dev.katong.server.jobs.JobJson;
import dev.katong.server.web.StylesController;
import dev.katong.server.web.SystemController;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The input and output of each operation, by method and path. */
final class ApiOperations {
  static final String PICTURES = "pictures";
  static final String JOBS = "jobs";
  static final String STYLES = "styles";
  static final String SYSTEM = "system";
  static final String OPENAI = "openai";

  static final String CREATE_JOB = "createJob";

  /** A body that is not described, such as a picture's. */
  static final Class<?> BINARY = ApiSchemas.Binary.class;

  private ApiOperations() {}

  /**
   * A body by media type; the JSON of several schemas has the fields of all.
   *
   * @param status of the answer, or 0 for a request
   */
  record Body(int status, String description, Map<String, List<Class<?>>> content) {}

  /**
   * An operation.
   *
   * @param takes the body of a request; empty content for none
   * @param refusals statuses besides those that every operation may have
   */
  record Entry(
      String operation,
      String tag,
      String id,
      String summary,
      Body takes,
      Body gives,
      List<Integer> refusals) {}

  private static final Body NOTHING = new Body(0, "", Map.of());

  private static Entry get(
      String path, String tag, String id, String summary, Body gives, Integer... refusals) {
    return new Entry("GET " + path, tag, id, summary, NOTHING, gives, List.of(refusals));
  }

  private static Entry post(
      String path, String tag, String id, String summary, Body gives, Integer... refusals) {
    return new Entry("POST " + path, tag, id, summary, NOTHING, gives, List.of(refusals));
  }

  private static Body json(String description, Class<?>... schemas) {
    return new Body(200, description, Map.of("application/json", List.of(schemas)));
  }

  private static Body file(String description, String... types) {
    Map<String, List<Class<?>>> content = new TreeMap<>();
    for (String type : types) {
      content.put(type, List.of(BINARY));
    }
    return new Body(200, description, content);
  }

  private static final Body JOB = json("The job", JobJson.class);
  private static final Body STYLE = json("The style", StylesController.StyleDetails.class);
  private static final String[] PHOTO = {
    "image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp", "application/octet-stream"
  };

  static final List<Entry> ALL =
      List.of(
          cartoonize("/api/v1/cartoonize", "cartoonize"),
          cartoonize("/api/cartoonize", "cartoonizeUnversioned"),
          get(
              "/api/v1/jobs",
              JOBS,
              "jobs",
              "Your jobs without their pictures, the newest first",
              json("The jobs", JobJson.Page.class)),
          new Entry(
              "POST /api/v1/jobs",
              JOBS,
              CREATE_JOB,
              "Makes a job of photos and zip archives of photos",
              new Body(
                  0,
                  "Photos and settings",
                  Map.of(
                      "multipart/form-data",
                      List.of(ApiSchemas.Settings.class, ApiSchemas.PhotoFiles.class))),
              new Body(
                  202,
                  "The job, which begins at once",
                  Map.of("application/json", List.of(JobJson.class))),
              List.of(409, 413, 415, 422, 507)),
          get("/api/v1/jobs/{id}", JOBS, "job", "A job with its pictures", JOB),
          new Entry(
              "DELETE /api/v1/jobs/{id}",
              JOBS,
              "removeJob",
              "Removes a job with its pictures",
              NOTHING,
              new Body(204, "It is gone", Map.of()),
              List.of()),
          get(
              "/api/v1/jobs/{id}/events",
              JOBS,
              "jobEvents",
              "What happens to a job, as server-sent events: job, picture, progress, and at last end",
              file("Events until the job's end", "text/event-stream")),
          get(
              "/api/v1/jobs/{id}/pictures/{number}",
              JOBS,
              "jobPicture",
              "A finished cartoon",
              file("The picture", "image/png", "image/jpeg", "image/webp"),
              206,
              409,
              416),
          get(
              "/api/v1/jobs/{id}/pictures/{number}/photo",
              JOBS,
              "jobPhoto",
              "The photo that a cartoon is made from",
              file("The photo", PHOTO),
              206,
              416),
          get(
              "/api/v1/jobs/{id}/zip",
              JOBS,
              "jobZip",
              "All that is finished, as one zip archive",
              file("The archive", "application/zip"),
              206,
              416),
          post(
              "/api/v1/jobs/{id}/cancel",
              JOBS,
              "cancelJob",
              "Cancels the pictures that are not finished",
              JOB,
              409),
          post("/api/v1/jobs/{id}/retry", JOBS, "retryJob", "Draws again what failed", JOB, 409),
          get(
              "/api/v1/styles",
              STYLES,
              "styles",
              "The available styles",
              json("The styles", StylesController.StyleList.class)),
          get("/api/v1/styles/{name}", STYLES, "style", "A style", STYLE),
          get(
              "/api/v1/styles/{name}/sample",
              STYLES,
              "styleSample",
              "A small picture drawn in a style",
              file("The picture", "image/jpeg")),
          post(
              "/api/v1/styles/{name}/load",
              STYLES,
              "loadStyle",
              "Loads a style ahead of its first picture",
              STYLE,
              422),
          post(
              "/api/v1/styles/{name}/unload",
              STYLES,
              "unloadStyle",
              "Unloads a style that is not in use",
              STYLE,
              409),
          get(
              "/api/v1/system",
              SYSTEM,
              "system",
              "What the service runs on, and what it takes of it",
              json(
                  "Devices, memory in bytes, styles, queue, jobs, limits",
                  SystemController.SystemState.class)),
          get(
              "/api/v1/limits",
              SYSTEM,
              "limits",
              "What clients need to know of the service to use it",
              json("The limits", SystemController.Limits.class)),
          get(
              "/v1/models",
              OPENAI,
              "models",
              "The styles, as models",
              json("The models", ApiSchemas.Models.class)),
          get(
              "/v1/models/{id}",
              OPENAI,
              "model",
              "A style, as a model",
              json("The model", ApiSchemas.Model.class)),
          new Entry(
              "POST /v1/images/edits",
              OPENAI,
              "imageEdits",
              "Draws cartoons of photos",
              new Body(
                  0,
                  "Photos and parameters of OpenAI's API",
                  Map.of("multipart/form-data", List.of(ApiSchemas.Edit.class))),
              new Body(
                  200,
                  "The cartoons, or events with them",
                  Map.of(
                      "application/json",
                      List.of(ApiSchemas.Edited.class),
                      "text/event-stream",
                      List.of(BINARY))),
              List.of(404, 413, 415, 422, 507)));

  private static Entry cartoonize(String path, String id) {
    Map<String, List<Class<?>>> takes =
        new TreeMap<>(
            Map.of(
                "multipart/form-data",
                List.of(ApiSchemas.Settings.class, ApiSchemas.PhotoFile.class),
                "application/json",
                List.of(ApiSchemas.Settings.class, ApiSchemas.PhotoText.class),
                "application/octet-stream",
                List.of(BINARY),
                "image/*",
                List.of(BINARY)));
    Map<String, List<Class<?>>> gives =
        new TreeMap<>(
            Map.of(
                "image/png",
                List.of(BINARY),
                "image/jpeg",
                List.of(BINARY),
                "image/webp",
                List.of(BINARY),
                "application/json",
                List.of(ApiSchemas.Report.class, ApiSchemas.CartoonFile.class)));
    return new Entry(
        "POST " + path,
        PICTURES,
        id,
        "Draws a cartoon of a photo",
        new Body(0, "A photo with its settings; with a bare photo, they are in the query", takes),
        new Body(200, "The cartoon", gives),
        List.of(404, 412, 413, 415, 422, 507));
  }
}
