/** The controllers and filters of the HTTP service, and its error answers. */
@NullMarked
package dev.katong.server.web;

import org.jspecify.annotations.NullMarked;
