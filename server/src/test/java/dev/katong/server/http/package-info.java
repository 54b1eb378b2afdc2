@NullMarked
package dev.katong.server.http;

import org.jspecify.annotations.NullMarked;
