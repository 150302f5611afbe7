using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>
/// A PodSpec as kube-apiserver holds it inside: Go's field names, every field there, those of the host under the security
/// context. Seen only in the texts of refused updates. Data/kube-pod-spec.txt says how it is laid out.
/// </summary>
internal static class InternalForm
{
    private const string Resource = "Kubernetes/Data/kube-pod-spec.txt";

    private static readonly Lazy<FrozenDictionary<string, IReadOnlyList<Field>>> Types = new(Read);

    private sealed record Field(string GoName, string Name, string Shape)
    {
        public bool OfSpec => Name[0] == '^';
    }

    public static JsonObject PodSpec(JsonObject spec) => Struct("PodSpec", spec, spec);

    public static JsonObject EphemeralContainer(JsonObject container) => Of("EphemeralContainer", container);

    /// <summary>A part of a PodSpec, by its Go type.</summary>
    public static JsonObject Of(string type, JsonObject part) => Struct(type, part, []);

    /// <summary>A Pod template: its metadata's fields beside its spec.</summary>
    public static JsonObject PodTemplateSpec(JsonObject template)
    {
        var inside = new JsonObject();
        var metadata = Child(template, "metadata");
        foreach (var name in new[] { "name", "generateName", "namespace", "labels", "annotations", "finalizers" })
        {
            if (Sorted(metadata?[name]) is { } value)
            {
                inside[name] = value;
            }
        }

        inside["Spec"] = PodSpec(Child(template, "spec") ?? []);
        return inside;
    }

    private static JsonObject Struct(string type, JsonObject from, JsonObject spec)
    {
        var inside = new JsonObject();
        foreach (var field in Types.Value[type])
        {
            if (field.Shape == "embed")
            {
                foreach (var (name, value) in Child(from, field.Name) ?? [])
                {
                    inside[name] = Sorted(value);
                }

                continue;
            }

            inside[field.GoName] = Value(field, field.OfSpec ? spec[field.Name[1..]] : from[field.Name], spec);
        }

        return inside;
    }

    private static JsonNode? Value(Field field, JsonNode? given, JsonObject spec) => field.Shape switch
    {
        "?" => Sorted(given),
        "str" => given?.DeepClone() ?? "",
        "qty" => given?.DeepClone() ?? "0",
        "bool" => given?.DeepClone() ?? false,
        "int" or "port" => given?.DeepClone() ?? 0,
        ['*', .. var type] => given is JsonObject there ? Struct(type, there, spec)
            : type == "PodSecurityContext" ? Struct(type, [], spec) : null,
        ['[', ']', .. var type] => given is JsonArray { Count: > 0 } list
            ? new JsonArray([.. list.Select(i => i is JsonObject item ? Struct(type, item, spec) : null)]) : null,
        var type => Struct(type, given as JsonObject ?? [], spec),
    };

    /// <summary>Maps in Go's order; a selector's labels come before its expressions.</summary>
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map
            .OrderBy(f => f.Key == "matchExpressions" ? "matchLabels~" : f.Key, StringComparer.Ordinal)
            .Select(f => KeyValuePair.Create(f.Key, Sorted(f.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static FrozenDictionary<string, IReadOnlyList<Field>> Read()
    {
        using var stream = typeof(InternalForm).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var types = new Dictionary<string, IReadOnlyList<Field>>(StringComparer.Ordinal);
        List<Field> fields = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith(' '))
            {
                var parts = line[1..].Split(' ');
                fields.Add(new Field(parts[0], parts[1], parts[2]));
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                types[line] = fields = [];
            }
        }

        return types.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
