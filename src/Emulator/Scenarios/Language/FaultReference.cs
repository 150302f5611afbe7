using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eso.Emulator.Faults;

namespace Eso.Emulator.Scenarios.Language;

/// <summary>The faults as a reference for people: what each does, and how it is put in force by each of the three ways.</summary>
internal static partial class FaultReference
{
    /// <summary>The reference in Markdown.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("""
            # Faults

            Generated from the faults by `scripts/update-docs`; do not edit. Each can be put in force in three ways, and means the
            same in all of them:

            | | scenario file | C# (`Eso.Testing`) | control endpoint, on AWS's port |
            | --- | --- | --- | --- |
            | begin | `inject: { fault: KIND, name: NAME, with: { … } }` | `world.Faults.Inject("KIND", new { … }, "NAME")` | `POST /_eso/faults {"fault":"KIND","name":"NAME","with":{…}}` |
            | end | `heal: NAME`, `heal` | dispose what `Inject` gave; `Heal("NAME")`, `HealAll()` | `POST /_eso/faults/heal {"name":"NAME"}`, `{}` |
            | look | a fault that met nothing fails the run | `world.Faults.InForce` | `GET /_eso/faults` |

            Every fault takes these keys besides its own:

            """);
        var common = Binder.Shape(typeof(Fault)).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        ScenarioReference.Keys(text, Binder.Shape(typeof(Fault)));
        text.Append("\n`on` chooses the requests; `*` stands for anything in each text. A fault of AWS takes caller, operation and name; one\n"
            + "of Kubernetes or of the operator caller, verb, resource, namespace and name; one of webhooks namespace and name.\n");
        ScenarioReference.Keys(text, Binder.Shape(typeof(FaultTarget)));
        text.Append("\nWhat can meet no request (an operation that AWS has not, a resource on a fault of AWS) is refused before anything\n"
            + "runs, and so is the end of a fault that is not in force.\n\n## All of them\n\n"
            + "| of | scenario file | C# | control endpoint |\n| --- | --- | --- | --- |\n");
        var kinds = FaultBoard.Kinds.Select(k => (Name: k.Key, Type: k.Value, Of: Of(k.Value)))
            .OrderBy(k => k.Of, StringComparer.Ordinal).ThenBy(k => k.Name, StringComparer.Ordinal).ToList();
        foreach (var (name, type, of) in kinds)
        {
            text.Append($"| {of} | {string.Join(" | ", Doors(name, Example(type)))} |\n");
        }

        foreach (var (name, type, _) in kinds.OrderBy(k => k.Name, StringComparer.Ordinal))
        {
            text.Append($"\n## {name}\n\n{type.GetCustomAttribute<AboutAttribute>()?.Text}\n");
            ScenarioReference.Keys(text, Binder.Shape(type).Where(p => !common.Contains(p.Name)).ToList());
        }

        return text.ToString();
    }

    /// <summary>Keys that a fault cannot do without, with the values their description gives as examples.</summary>
    public static JsonObject Example(Type type) => new(Binder.Shape(type).Where(p => p.Required)
        .Select(p => KeyValuePair.Create<string, JsonNode?>(p.Name, ForExample().Match(p.About).Groups[1].Value)));

    /// <summary>The same fault by each of the three ways.</summary>
    private static IEnumerable<string> Doors(string kind, JsonObject keys)
    {
        var yaml = string.Join(", ", keys.Select(k => $"{k.Key}: {k.Value}"));
        var code = string.Join(", ", keys.Select(k => $"{(k.Key == "for" ? "@for" : k.Key)} = \"{k.Value}\""));
        yield return $"`inject: {{ fault: {kind}{(keys.Count == 0 ? "" : $", with: {{ {yaml} }}")} }}`";
        yield return $"`Inject(\"{kind}\"{(keys.Count == 0 ? "" : $", new {{ {code} }}")})`";
        yield return $"`{{\"fault\":\"{kind}\"{(keys.Count == 0 ? "" : $",\"with\":{keys.ToJsonString()}")}}}`";
    }

    private static string Of(Type type) => type.IsSubclassOf(typeof(OperatorFault)) ? "the operator"
        : type == typeof(Faults.Kinds.TwoLeaders) ? "the operator"
        : type.IsSubclassOf(typeof(WatchFault)) ? "Kubernetes' watches"
        : type.IsSubclassOf(typeof(WebhookFault)) ? "Kubernetes' webhooks"
        : Server(type) switch { "aws" => "AWS", "kube" => "Kubernetes", _ => "AWS and Kubernetes" };

    private static string? Server(Type type) => ((Fault)Binder.Bind(type, YamlText.Read(Example(type).ToJsonString(), "fault")[0], "fault", "fault")).Server;

    [GeneratedRegex(@"e\.g\. ([^ ,;.]+)")]
    private static partial Regex ForExample();
}
