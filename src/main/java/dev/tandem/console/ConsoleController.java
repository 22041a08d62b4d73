package dev.tandem.console;

import dev.tandem.core.api.Answer;
import dev.tandem.core.api.HealthApi;
import dev.tandem.core.json.JsonWriter;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The console's own paths; the actuator's come beside them. */
@RestController
class ConsoleController {
    private static final List<String> PATHS = List.of(
            "/livez",
            "/readyz",
            "/configuration",
            "/actuator/health",
            "/actuator/info",
            "/actuator/metrics",
            "/actuator/prometheus");

    private final HealthApi health;
    private final Answer index;
    private final Answer configuration;

    ConsoleController(HealthApi health, ConsoleSettings settings) {
        this.health = health;
        var json = new JsonWriter()
                .beginObject()
                .field("service", "tandem console")
                .field("version", settings.version());
        json.array("paths", PATHS, json::value);
        index = Answer.json(200, json.endObject());
        configuration = configuration(settings.configuration());
    }

    private static Answer configuration(Map<String, String> properties) {
        var json = new JsonWriter(4096).beginObject();
        properties.forEach((name, value) -> json.name(name).value(value));
        return Answer.json(200, json.endObject());
    }

    @GetMapping("/")
    ResponseEntity<byte[]> index() {
        return entity(index);
    }

    @GetMapping("/livez")
    ResponseEntity<byte[]> livez() {
        return entity(health.livez());
    }

    @GetMapping("/readyz")
    ResponseEntity<byte[]> readyz() {
        return entity(health.readyz());
    }

    @GetMapping("/configuration")
    ResponseEntity<byte[]> configuration() {
        return entity(configuration);
    }

    private static ResponseEntity<byte[]> entity(Answer answer) {
        var entity = ResponseEntity.status(answer.status());
        answer.headers().forEach(entity::header);
        return entity.body(answer.body());
    }
}
