using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Faults;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Steps;

namespace Eso.Emulator.Scenarios.Language;

/// <summary>The scenario language as a JSON Schema, for editors, made from the steps.</summary>
internal static class ScenarioSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>JSON Schema, draft 2020-12.</summary>
    public static string Json()
    {
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "eso scenario",
            ["anyOf"] = new JsonArray(new JsonObject { ["$ref"] = "#/$defs/scenario" }, new JsonObject { ["$ref"] = "#/$defs/part" }),
            ["$defs"] = new JsonObject { ["scenario"] = Scenario(), ["part"] = Part(), ["step"] = Step() },
        }.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Scenario() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("scenario", "steps"),
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject
        {
            ["scenario"] = Text("The scenario's name; unique in a run."),
            ["about"] = Text("One sentence on what it shows."),
            ["tags"] = TextList("Words to choose scenarios by."),
            ["need"] = Words("What the ground must offer; most of it follows from the steps.", Enum.GetNames<Need>().Select(n => n.ToLowerInvariant())),
            ["now"] = Text("The world's time at the beginning, e.g. 2026-01-01T00:00:00Z."),
            ["variables"] = TextMap("Values for ${name}."),
            ["matrix"] = new JsonObject
            {
                ["description"] = "One scenario per case: a list of variables each, or lists by variable for every combination.",
                ["anyOf"] = new JsonArray(
                    new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = TextMap("One case's variables.") },
                    new JsonObject { ["type"] = "object", ["additionalProperties"] = TextList("The variable's values.") }),
            },
            ["world"] = Record(typeof(WorldSettings), typeof(WorldSettings).GetCustomAttribute<AboutAttribute>()!.Text),
            ["checksOff"] = Words("Always-on checks that do not hold here.", Checks.CheckRoster.Checks.Keys),
            ["steps"] = Steps("What happens, in order."),
        },
    };

    /// <summary>A file that scenarios include.</summary>
    private static JsonObject Part() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("steps"),
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject
        {
            ["about"] = Text("One sentence on what it does."),
            ["parameters"] = Described(
                new JsonObject
                {
                    ["type"] = "object",
                    ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "null") },
                },
                "What an include gives it as ${name}, each with its default; null: must be given."),
            ["steps"] = Steps("What happens, in order."),
        },
    };

    private static JsonObject Step()
    {
        var steps = new JsonObject();
        foreach (var (key, type) in StepRoster.Steps.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            steps[key] = type == typeof(Inject) ? Injecting() : Record(type, StepRoster.AboutOf(type));
        }

        steps["title"] = Text("The line people read instead of the step's own.");
        steps["within"] = Text("How long an expectation may take on the world's clock, e.g. 30s.");
        return new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject
                {
                    ["enum"] = new JsonArray(StepRoster.Steps.Where(s => !Binder.Shape(s.Value).Any(p => p.Required))
                        .Select(s => s.Key).Order(StringComparer.Ordinal).Select(k => (JsonNode)k).ToArray()),
                },
                new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = steps }),
        };
    }

    /// <summary>Each kind of fault with keys of its own.</summary>
    private static JsonObject Injecting()
    {
        var made = Record(typeof(Inject), StepRoster.AboutOf(typeof(Inject)));
        var kinds = FaultBoard.Kinds.OrderBy(k => k.Key, StringComparer.Ordinal).ToList();
        var fault = (JsonObject)made["properties"]!["fault"]!;
        fault.Remove("type");
        fault["anyOf"] = OrVariable(new JsonObject { ["enum"] = new JsonArray([.. kinds.Select(k => (JsonNode)k.Key)]) });
        made["allOf"] = new JsonArray([.. kinds.Select(k => (JsonNode)new JsonObject
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { ["fault"] = new JsonObject { ["const"] = k.Key } } },
            ["then"] = new JsonObject
            {
                ["properties"] = new JsonObject { ["with"] = Record(k.Value, k.Value.GetCustomAttribute<AboutAttribute>()!.Text) },
            },
        })]);
        return made;
    }

    private static JsonArray OrVariable(JsonObject schema) =>
        [schema, new JsonObject { ["type"] = "string", ["pattern"] = @"\$\{" }];

    private static JsonObject Steps(string about) => new()
    {
        ["description"] = about,
        ["type"] = "array",
        ["minItems"] = 1,
        ["items"] = new JsonObject { ["$ref"] = "#/$defs/step" },
    };

    private static JsonObject Words(string about, IEnumerable<string> words) => new()
    {
        ["description"] = about,
        ["type"] = "array",
        ["items"] = new JsonObject { ["enum"] = new JsonArray(words.Order(StringComparer.Ordinal).Select(w => (JsonNode)w).ToArray()) },
    };

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
        var required = shape.Where(p => p.Required).Select(p => p.Name).ToList();
        if (type.IsSubclassOf(typeof(LoopStep)))
        {
            // Read apart from the rest, and not to be left out either.
            required.Add(LoopStep.ChildrenKey);
        }

        if (required.Count > 0)
        {
            made["required"] = new JsonArray(required.Select(p => (JsonNode)p).ToArray());
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
        if (plain == typeof(IReadOnlyList<ScenarioStep>))
        {
            return Steps(about);
        }

        if (plain == typeof(FaultTarget))
        {
            // Which member it is may be a variable's to say.
            var target = Record(plain, about);
            target["anyOf"]![0]!["patternProperties"] = new JsonObject { [@"\$\{"] = new JsonObject() };
            return target;
        }

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
            : plain == typeof(bool) ? new JsonObject { ["anyOf"] = OrVariable(new JsonObject { ["type"] = "boolean" }) }
            : plain == typeof(TimeSpan) ? new JsonObject { ["type"] = "string" }
            : plain == typeof(int) ? new JsonObject { ["type"] = new JsonArray("integer", "string") }
            : plain.IsEnum ? new JsonObject
            {
                ["anyOf"] = OrVariable(new JsonObject { ["enum"] = new JsonArray([.. Enum.GetNames(plain).Select(n => (JsonNode)n)]) }),
            }
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
