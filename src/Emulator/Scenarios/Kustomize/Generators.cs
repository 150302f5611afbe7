using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Kustomize;

/// <summary>configMapGenerator and secretGenerator: objects out of literals, files and env files.</summary>
internal static class Generators
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Run(List<KustomizeResource> all, JsonObject written, string folder, Location at)
    {
        foreach (var (field, kind) in ((string, string)[])[("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")])
        {
            foreach (var entry in (written[field] as JsonArray ?? []).OfType<JsonObject>())
            {
                Add(all, Make(entry, kind, Options(written, entry), folder, at), entry, Options(written, entry), at);
            }
        }
    }

    /// <summary>The generator's own options over those of all.</summary>
    private static JsonObject Options(JsonObject written, JsonObject entry)
    {
        var options = (JsonObject)(written["generatorOptions"] as JsonObject ?? []).DeepClone();
        foreach (var (key, value) in entry["options"] as JsonObject ?? [])
        {
            if (options[key] is JsonObject there && value is JsonObject more)
            {
                more.ToList().ForEach(p => there[p.Key] = p.Value?.DeepClone());
            }
            else
            {
                options[key] = value?.DeepClone();
            }
        }

        return options;
    }

    private static void Add(List<KustomizeResource> all, JsonObject made, JsonObject entry, JsonObject options, Location at)
    {
        var name = (string)made["metadata"]!["name"]!;
        var old = all.LastOrDefault(r => r.Kind == (string)made["kind"]! && r.Knows(name) >= 0);
        var hash = (bool?)options["disableNameSuffixHash"] is not true;
        switch ((string?)entry["behavior"] ?? "create")
        {
            case "create" when old is null:
                all.Add(new KustomizeResource(made) { NeedsHash = hash });
                break;
            case "create":
                throw new ScenarioError(at, $"{old.Kind} {name} is there already: the generator's 'behavior' must be merge or replace");
            case "merge" or "replace" when old is null:
                throw new ScenarioError(at, $"there is no {(string?)made["kind"]} {name} to be changed: the generator's 'behavior' must be create");
            case "merge":
                Merge(old.Object, made, ["data", "binaryData"]);
                Merge(old.Metadata, (JsonObject)made["metadata"]!, ["labels", "annotations"]);
                Set(old.Object, made, "immutable");
                old.NeedsHash = hash;
                break;
            case "replace":
                foreach (var key in (string[])["data", "binaryData", "type", "immutable"])
                {
                    old.Object.Remove(key);
                    Set(old.Object, made, key);
                }

                Merge(old.Metadata, (JsonObject)made["metadata"]!, ["labels", "annotations"]);
                old.NeedsHash = hash;
                break;
            case var other:
                throw new ScenarioError(at, $"a generator's 'behavior' is create, merge or replace, found '{other}'");
        }
    }

    private static void Merge(JsonObject into, JsonObject from, string[] keys)
    {
        foreach (var key in keys.Where(k => from[k] is JsonObject))
        {
            var there = into[key] as JsonObject;
            if (there is null)
            {
                into[key] = there = [];
            }

            ((JsonObject)from[key]!).ToList().ForEach(p => there[p.Key] = p.Value?.DeepClone());
        }
    }

    private static void Set(JsonObject into, JsonObject from, string key)
    {
        if (from[key] is { } value)
        {
            into[key] = value.DeepClone();
        }
    }

    private static JsonObject Make(JsonObject entry, string kind, JsonObject options, string folder, Location at)
    {
        var metadata = new JsonObject { ["name"] = (string?)entry["name"] ?? throw new ScenarioError(at, $"a generator of a {kind} has no 'name'") };
        foreach (var key in (string[])["labels", "annotations"])
        {
            Set(metadata, options, key);
        }

        Set(metadata, entry, "namespace");
        var made = new JsonObject { ["apiVersion"] = "v1", ["kind"] = kind, ["metadata"] = metadata };
        var (data, binary) = (new SortedDictionary<string, string>(StringComparer.Ordinal), new SortedDictionary<string, string>(StringComparer.Ordinal));
        foreach (var (key, value) in Pairs(entry, folder, at))
        {
            if (kind == "Secret")
            {
                data[key] = Convert.ToBase64String(value);
            }
            else if (IsText(value))
            {
                data[key] = Encoding.UTF8.GetString(value);
            }
            else
            {
                binary[key] = Convert.ToBase64String(value);
            }
        }

        if (kind == "Secret")
        {
            made["type"] = (string?)entry["type"] ?? "Opaque";
        }

        foreach (var (key, values) in ((string, SortedDictionary<string, string>)[])[("data", data), ("binaryData", binary)])
        {
            if (values.Count > 0)
            {
                made[key] = new JsonObject(values.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key, p.Value)));
            }
        }

        Set(made, options, "immutable");
        return made;
    }

    private static IEnumerable<(string Key, byte[] Value)> Pairs(JsonObject entry, string folder, Location at)
    {
        var envs = Texts(entry["envs"]).Concat(entry["env"] is { } one ? [one.ToString()] : []);
        foreach (var line in envs.SelectMany(e => File.ReadAllLines(Existing(folder, e, at))).Select(l => l.TrimStart()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            var parts = line.Split('=', 2);
            yield return (parts[0], Encoding.UTF8.GetBytes(parts.Length > 1 ? parts[1] : Environment.GetEnvironmentVariable(parts[0]) ?? ""));
        }

        foreach (var literal in Texts(entry["literals"]))
        {
            yield return literal.Split('=', 2) is [{ Length: > 0 } key, var value]
                ? (key, Encoding.UTF8.GetBytes(Unquoted(value)))
                : throw new ScenarioError(at, $"a generator's literal is KEY=VALUE, found '{literal}'");
        }

        foreach (var file in Texts(entry["files"]))
        {
            var (key, path) = file.Split('=', 2) is [var k, var p] ? (k, p) : (Path.GetFileName(file), file);
            yield return (key, File.ReadAllBytes(Existing(folder, path, at)));
        }
    }

    private static string Existing(string folder, string file, Location at) => File.Exists(Path.Combine(folder, file))
        ? Path.Combine(folder, file)
        : throw new ScenarioError(at, $"there is no file {file}, which a generator reads");

    private static string Unquoted(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value.Length >= 2 && value[^1] == value[0] ? value[1..^1] : value;

    private static bool IsText(byte[] value)
    {
        try
        {
            return Strict.GetString(value) is not null;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Texts(JsonNode? node) => (node as JsonArray ?? []).Select(n => n?.ToString() ?? "");
}
