@NullMarked
package dev.katong.server.security;

import org.jspecify.annotations.NullMarked;
