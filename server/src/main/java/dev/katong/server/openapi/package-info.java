/**
 * The description of the HTTP API for programs: paths come from the controllers, the rest from
 * {@link dev.katong.server.openapi.ApiOperations} and {@link dev.katong.server.openapi.ApiSchemas}.
 */
@NullMarked
package dev.katong.server.openapi;

import org.jspecify.annotations.NullMarked;
