using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Faults;
using Eso.Emulator.Grounds;

namespace Eso.Emulator.Scenarios.Language;

/// <summary>The scenario language as a JSON Schema (for editors) and as a reference (for people), made from the steps.</summary>
internal static class ScenarioSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>JSON Schema, draft 2020-12.</summary>
    public static string Json()
    {
        var steps = new JsonObject();
        foreach (var (key, type) in StepRoster.Steps.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            steps[key] = Record(type, StepRoster.AboutOf(type));
        }

        steps["title"] = Text("The line people read instead of the step's own.");
        steps["within"] = Text("How long an expectation may take on the world's clock, e.g. 30s.");
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "eso scenario",
            ["type"] = "object",
            ["required"] = new JsonArray("scenario", "steps"),
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                ["scenario"] = Text("The scenario's name; unique in a run."),
                ["about"] = Text("One sentence on what it shows."),
                ["tags"] = TextList("Words to choose scenarios by."),
                ["needs"] = new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = new JsonObject
                    {
                        ["enum"] = new JsonArray(Enum.GetNames<Need>().Select(n => (JsonNode)n.ToLowerInvariant()).ToArray()),
                    },
                },
                ["now"] = Text("The world's time at the beginning, e.g. 2026-01-01T00:00:00Z."),
                ["variables"] = TextMap("Values for ${name}."),
                ["steps"] = new JsonObject
                {
                    ["type"] = "array",
                    ["minItems"] = 1,
                    ["items"] = new JsonObject
                    {
                        ["anyOf"] = new JsonArray(
                            new JsonObject
                            {
                                ["enum"] = new JsonArray(StepRoster.Steps.Where(s => !Binder.Shape(s.Value).Any(p => p.Required))
                                    .Select(s => (JsonNode)s.Key).ToArray()),
                            },
                            new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = steps }),
                    },
                },
            },
        }.ToJsonString(Indented) + "\n";
    }

    /// <summary>The reference in Markdown.</summary>
    public static string Reference()
    {
        var text = new StringBuilder("""
            # Scenario reference

            Generated from the steps by `scripts/update-docs`; do not edit. A file holds one scenario per YAML document:
            `scenario` (its name), `about`, `tags`, `needs`, `now`, `variables`, `steps`. Each step is one of the keys below,
            besides an optional `title` and `within` (time an expectation may take on the world's clock).
            `${name}` stands for a variable, `$${` for a plain `${`.

            """);
        foreach (var (key, type) in StepRoster.Steps.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            text.Append('\n').Append($"## {key}\n\n{StepRoster.AboutOf(type)}\n");
            Keys(text, Binder.Shape(type));
        }

        return text.ToString();
    }

    /// <summary>The faults in Markdown.</summary>
    public static string Faults()
    {
        var text = new StringBuilder("""
            # Faults

            Generated from the faults by `scripts/update-docs`; do not edit. A scenario puts one in force with
            `inject: { fault: KIND, name: NAME, with: { … } }` and ends it with `heal: NAME`; a program with
            `POST /_eso/faults {"fault":"KIND","name":"NAME","with":{…}}` and `POST /_eso/faults/heal {"name":"NAME"}`.

            Every fault takes these keys:

            """);
        var common = Binder.Shape(typeof(Fault)).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        Keys(text, Binder.Shape(typeof(Fault)));
        text.Append("\n`on` chooses the requests; `*` stands for anything in each text:\n");
        Keys(text, Binder.Shape(typeof(FaultTarget)));
        foreach (var (key, type) in FaultBoard.Kinds.OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            text.Append($"\n## {key}\n\n{type.GetCustomAttribute<AboutAttribute>()?.Text}\n");
            Keys(text, Binder.Shape(type).Where(p => !common.Contains(p.Name)).ToList());
        }

        return text.ToString();
    }

    private static void Keys(StringBuilder text, IReadOnlyList<BoundProperty> shape)
    {
        if (shape.Count == 0)
        {
            return;
        }

        text.Append("\n| key | | meaning |\n| --- | --- | --- |\n");
        foreach (var property in shape.OrderByDescending(p => p.Required))
        {
            var marks = property.ShortForm ? "short form" : property.Required ? "required" : "";
            text.Append($"| `{property.Name}` | {marks} | {property.About.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
    }

    private static JsonObject Record(Type type, string about)
    {
        var properties = new JsonObject();
        var shape = Binder.Shape(type);
        foreach (var property in shape)
        {
            properties[property.Name] = Value(property.Property.PropertyType, property.About);
        }

        var made = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        if (shape.Any(p => p.Required))
        {
            made["required"] = new JsonArray(shape.Where(p => p.Required).Select(p => (JsonNode)p.Name).ToArray());
        }

        var forms = new List<JsonNode> { made };
        if (shape.FirstOrDefault(p => p.ShortForm) is { } plain)
        {
            forms.Add(Value(plain.Property.PropertyType, plain.About));
        }

        if (!shape.Any(p => p.Required))
        {
            forms.Add(new JsonObject { ["type"] = "null" });
        }

        return forms.Count == 1
            ? Described(made, about)
            : new JsonObject { ["description"] = about, ["anyOf"] = new JsonArray(forms.ToArray()) };
    }

    private static JsonObject Value(Type type, string about)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(IReadOnlyList<string>))
        {
            return TextList(about);
        }

        if (plain == typeof(IReadOnlyDictionary<string, string>))
        {
            return TextMap(about);
        }

        if (plain == typeof(JsonNode))
        {
            return new JsonObject { ["description"] = about };
        }

        return Described(
            plain == typeof(JsonObject) ? new JsonObject { ["type"] = "object" }
            : plain == typeof(bool) ? new JsonObject { ["type"] = "boolean" }
            : plain == typeof(int) ? new JsonObject { ["type"] = new JsonArray("integer", "string") }
            : plain.IsEnum ? new JsonObject { ["enum"] = new JsonArray(Enum.GetNames(plain).Select(n => (JsonNode)n).ToArray()) }
            : new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
            about);
    }

    private static JsonObject Described(JsonObject schema, string about)
    {
        schema["description"] = about;
        return schema;
    }

    private static JsonObject Text(string about) => Described(new JsonObject { ["type"] = "string" }, about);

    private static JsonObject TextList(string about) => Described(new JsonObject
    {
        ["type"] = new JsonArray("array", "string"),
        ["items"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
    }, about);

    private static JsonObject TextMap(string about) => Described(new JsonObject
    {
        ["type"] = "object",
        ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
    }, about);
}
