using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Templating;
using Eso.Operator.Secrets.Templating.Documents;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Integration.Operator.Deployment;

/// <summary>
/// As much of Helm as a chart without dependencies uses: its objects, its functions (include, tpl, required, lookup)
/// and its merging of values, over the operator's own engine for Go templates with sprig.
/// </summary>
internal sealed class HelmChart
{
    private readonly string folder = Path.Combine(Kustomization.Deploy, "charts", "external-secrets");
    private readonly string helpers;
    private readonly TemplateEnvironment environment;

    public HelmChart()
    {
        helpers = string.Concat(Templates("_*.tpl").Select(File.ReadAllText));
        environment = new TemplateEnvironment
        {
            Clock = TimeProvider.System,
            StepsMax = 50_000_000,
            OutputBytesMax = 64 << 20,
            MoreFunctions = Functions(),
        };
    }

    public string KubeVersion { get; init; } = "v1.36.0";

    public IReadOnlyList<string> ApiVersions { get; init; } = [];

    public string Release { get; init; } = "external-secrets";

    private GoMap Chart => Read("Chart.yaml");

    public GoMap DefaultValues => Read("values.yaml");

    /// <summary>The objects that <c>helm template</c> prints.</summary>
    /// <param name="values">YAML over the chart's own values.</param>
    public IReadOnlyList<JsonObject> Render(string values = "")
    {
        var dot = Dot(Merge(DefaultValues, Parse(values)));
        return [.. Templates("*.yaml").SelectMany(file => Objects(Run(File.ReadAllText(file), dot), file))];
    }

    /// <summary>What Helm prints after an installation.</summary>
    public string Notes(string values = "") =>
        Run(File.ReadAllText(Path.Combine(folder, "templates", "NOTES.txt")), Dot(Merge(DefaultValues, Parse(values))));

    private static IEnumerable<JsonObject> Objects(string text, string file) =>
        text.Split("\n---").Where(t => t.Split('\n').Any(l => l.Trim() is { Length: > 0 } and not ['#', ..] and not "---"))
            .SelectMany(t => Manifests.Parse(t, file));

    private string Run(string text, GoMap dot)
    {
        // Named templates of all files are one set: the helpers stand before every file.
        var template = GoTemplate.ParseBytes("chart", Bytes(helpers + text), default, environment.MoreFunctions!.ContainsKey);
        return Text(Execute(template, dot));
    }

    // Helm leaves missing values empty.
    private string Execute(GoTemplate template, object? dot) =>
        template.Execute(dot, environment, missingKeyIsError: false).Replace("<no value>", "", StringComparison.Ordinal);

    private GoMap Dot(GoMap values) => Map(
        ("Values", values),
        ("Chart", Map([.. Chart.Entries.Select(e => (char.ToUpperInvariant(e.Key[0]) + e.Key[1..], e.Value))])),
        ("Release", Map(("Name", Release), ("Namespace", "external-secrets"), ("Service", "Helm"), ("Revision", (nint)1),
            ("IsInstall", true), ("IsUpgrade", false))),
        ("Template", Map(("Name", "chart"), ("BasePath", "templates"))),
        ("Capabilities", Map(("APIVersions", new Served(ApiVersions)), ("KubeVersion", Map(("Version", KubeVersion))))),
        ("Files", new Files(folder)));

    private Dictionary<string, GoFunction> Functions()
    {
        var made = new Dictionary<string, GoFunction>(StringComparer.Ordinal)
        {
            // Roots are found in the template that is executed; all have the same named templates.
            ["include"] = new("include", [GoType.String, GoType.Interface], false, (_, given) =>
                Val.Of(Execute(Helpers().Rooted((string)given[0].Object!), given[1].Object))),
            ["tpl"] = new("tpl", [GoType.String, GoType.Interface], false, (_, given) =>
                Val.Of(Bytes(Run(Text((string)given[0].Object!), (GoMap)given[1].Object!)))),
            ["required"] = new("required", [GoType.String, GoType.Interface], false, (_, given) =>
                given[1].Object is null or "" ? throw new GoErrorException((string)given[0].Object!) : given[1]),
            ["lookup"] = new("lookup", [GoType.String, GoType.String, GoType.String, GoType.String], false, (_, _) =>
                Val.Of(GoMap.New())),
        };
        return made;
    }

    private GoTemplate Helpers() =>
        parsed ??= GoTemplate.ParseBytes("helpers", Bytes(helpers), default, environment.MoreFunctions!.ContainsKey);

    private GoTemplate? parsed;

    private IEnumerable<string> Templates(string pattern) =>
        Directory.GetFiles(Path.Combine(folder, "templates"), pattern).Order(StringComparer.Ordinal);

    private GoMap Read(string file) => Parse(File.ReadAllText(Path.Combine(folder, file)));

    private static GoMap Parse(string yaml) => YamlReader.Read(Bytes(yaml)) as GoMap ?? GoMap.New();

    // Maps are merged, all else replaced; null takes a default away.
    private static GoMap Merge(GoMap under, GoMap over)
    {
        var merged = GoMap.New();
        foreach (var (key, value) in under.Entries)
        {
            merged.Entries[key] = value;
        }

        foreach (var (key, value) in over.Entries)
        {
            merged.Entries[key] = value is GoMap map && merged.Entries.GetValueOrDefault(key) is GoMap old ? Merge(old, map) : value;
        }

        return merged;
    }

    private static GoMap Map(params (string Key, object? Value)[] entries)
    {
        var map = GoMap.New();
        foreach (var (key, value) in entries)
        {
            map.Entries[key] = value;
        }

        return map;
    }

    private static string Bytes(string text) => ByteText.FromText(text);

    private static string Text(string bytes) => ByteText.ToText(bytes);

    private sealed class Served(IReadOnlyList<string> versions) : IGoTyped
    {
        public GoType Type => GoType.Interface;

        [GoMethod]
        internal bool Has(string version) => versions.Contains(version);
    }

    private sealed class Files(string folder) : IGoTyped
    {
        public GoType Type => GoType.Interface;

        [GoMethod]
        internal string Get(string path) => Bytes(File.ReadAllText(Path.Combine(folder, path)));

        [GoMethod]
        internal GoMap Glob(string pattern)
        {
            var found = GoMap.New();
            foreach (var path in Directory.GetFiles(Path.Combine(folder, Path.GetDirectoryName(pattern)!), Path.GetFileName(pattern)))
            {
                found.Entries[Path.GetRelativePath(folder, path)] = Bytes(File.ReadAllText(path));
            }

            return found;
        }
    }
}
