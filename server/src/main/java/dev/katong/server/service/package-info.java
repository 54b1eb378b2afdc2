/**
 * Draws pictures for requests and jobs: start with {@link
 * dev.katong.server.service.CartoonService}.
 */
@NullMarked
package dev.katong.server.service;

import org.jspecify.annotations.NullMarked;
