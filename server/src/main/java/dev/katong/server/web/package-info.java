/** What the service answers to which request, and how it says that something is wrong. */
@NullMarked
package dev.katong.server.web;

import org.jspecify.annotations.NullMarked;
