package dev.tandem;

import dev.tandem.core.work.Upstream;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Requires a URL that an {@link Upstream} may have. */
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = HttpUrl.Validator.class)
@interface HttpUrl {
    String EXPECTED = "an http URL without user, query and fragment, such as http://127.0.0.1:9000/";

    String message() default "must be " + EXPECTED;

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Tries. */
    final class Validator implements ConstraintValidator<HttpUrl, URI> {
        @Override
        public boolean isValid(@Nullable URI value, ConstraintValidatorContext context) {
            return value == null || Upstream.of(value).isPresent();
        }
    }
}
