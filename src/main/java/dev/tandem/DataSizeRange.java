package dev.tandem;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Bounds a {@link DataSize}. */
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = DataSizeRange.Validator.class)
@interface DataSizeRange {
    /** The smallest, for example {@code 1KB}. */
    String min();

    /** The largest; buffers are arrays, so 1 GB is near what they can hold. */
    String max() default "1GB";

    String message() default "must be between {min} and {max}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Compares. */
    final class Validator implements ConstraintValidator<DataSizeRange, DataSize> {
        private DataSize min = DataSize.ofBytes(0);
        private DataSize max = min;

        @Override
        public void initialize(DataSizeRange range) {
            min = DataSize.parse(range.min());
            max = DataSize.parse(range.max());
        }

        @Override
        public boolean isValid(@Nullable DataSize value, ConstraintValidatorContext context) {
            return value == null || (value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
        }
    }
}
