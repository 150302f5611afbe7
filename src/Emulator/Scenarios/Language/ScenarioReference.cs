using System.Text;

namespace Eso.Emulator.Scenarios.Language;

/// <summary>The scenario language as a reference for people, made from the steps and the checks.</summary>
internal static class ScenarioReference
{
    /// <summary>The reference in Markdown.</summary>
    public static string Reference()
    {
        var text = new StringBuilder("""
            # Scenario reference

            Generated from the steps by `scripts/update-docs`; do not edit. A file holds one scenario per YAML document, with
            these keys:

            | key | | meaning |
            | --- | --- | --- |
            | `scenario` | required | Its name, unique in a run; `${…}` takes values of the matrix. |
            | `about` |  | One sentence on what it shows. |
            | `tags` |  | Words to choose scenarios by (`eso run --tag`). |
            | `need` |  | What the ground must offer; most of it follows from the steps. A ground without it skips the scenario. |
            | `now` |  | The world's time at the beginning. |
            | `variables` |  | Values for `${name}`; each may use those before it. |
            | `matrix` |  | One scenario per case: `[{a: 1, b: 2}, …]`, or `{a: [1, 2], b: [3, 4]}` for every combination. |
            | `world` |  | The world it wants; see below. |
            | `checksOff` |  | Always-on checks that do not hold here; see below. |
            | `steps` | required | What happens, in order. |

            Each step is one of the keys below, besides an optional `title` and `within` (time an expectation may take on the
            world's clock). `${name}` stands for a variable, `$${` for a plain `${`; every step whose keys begin with `save`
            gives variables their values.

            ## The world
            """);
        text.Append('\n');
        Keys(text, Binder.Shape(typeof(WorldSettings)));
        text.Append("\n## Checks\n\nMade after the steps of every scenario, where the ground allows, unless `checksOff` names them.\n"
            + "A fault that met no request is a mistake in the scenario: exit code 2.\n\n| check | what holds |\n| --- | --- |\n");
        foreach (var (name, type) in Checks.CheckRoster.Checks.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            text.Append($"| `{name}` | {Checks.CheckRoster.AboutOf(type)} |\n");
        }

        text.Append("\n# Steps\n");
        foreach (var (key, type) in StepRoster.Steps.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            text.Append('\n').Append($"## {key}\n\n{StepRoster.AboutOf(type)}\n");
            Keys(text, Binder.Shape(type));
        }

        return text.ToString();
    }

    /// <summary>A record's keys as a table.</summary>
    public static void Keys(StringBuilder text, IReadOnlyList<BoundProperty> shape)
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
}
