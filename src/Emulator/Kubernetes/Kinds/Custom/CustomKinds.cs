using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Custom;

/// <summary>
/// Makes the kinds a CRD serves. A factory for conversion webhooks is given by the server; a CRD that names none is
/// converted by <paramref name="otherwise"/>, or by changing apiVersion alone.
/// </summary>
internal sealed class CustomKinds(
    Func<JsonObject, ICustomSchema> compile,
    Func<JsonObject, IObjectConverter?> converterOf,
    IObjectConverter? otherwise = null)
{
    /// <summary>One kind per served version of an established CRD; none while it is not established.</summary>
    public IReadOnlyList<Kind> From(JsonObject crd)
    {
        var spec = Child(crd, "spec");
        if (spec is null || !CrdStatus.IsTrue(crd, "Established"))
        {
            return [];
        }

        var names = (JsonObject)(Child(Child(crd, "status"), "acceptedNames") ?? Child(spec, "names")!).DeepClone();
        var written = Items(spec, "versions").Select(v => v.Item).ToList();
        var texts = written.ToDictionary(v => Text(v, "name"), SchemaText, StringComparer.Ordinal);
        var versions = written.Select(WithoutSchema).ToList();
        var schemas = texts.ToDictionary(
            t => t.Key,
            t => new Lazy<ICustomSchema>(() => compile(CustomVersion.Parse(t.Value))),
            StringComparer.Ordinal);
        var stored = versions.FirstOrDefault(v => Flag(v, "storage"));
        var storage = Text(stored, "name");
        var byWebhook = Text(Child(spec, "conversion"), "strategy") == "Webhook";
        var converter = byWebhook ? converterOf(crd) : otherwise;
        return
        [
            .. versions.Where(v => Flag(v, "served")).Select(v => new CustomKind(
                new CustomVersion
                {
                    CrdName = Name(crd),
                    Group = Text(spec, "group"),
                    Name = Text(v, "name"),
                    Namespaced = Text(spec, "scope") == "Namespaced",
                    Names = names,
                    Spec = v,
                    SchemaUtf8 = texts[Text(v, "name")],
                    StorageVersion = storage,
                    Schema = schemas[Text(v, "name")],
                    StorageSchema = schemas[storage],
                    Deprecation = Deprecation(v, versions, Text(spec, "group"), Text(names, "kind")),
                    Terminating = crd["metadata"]?["deletionTimestamp"] is not null,
                },
                Text(v, "name") == storage ? null : converter)),
        ];
    }

    private static byte[] SchemaText(JsonObject version) =>
        Child(Child(version, "schema"), "openAPIV3Schema") is { } schema ? JsonWriting.ToUtf8(schema) : "{}"u8.ToArray();

    private static JsonObject WithoutSchema(JsonObject version)
    {
        var copy = new JsonObject();
        foreach (var (key, value) in version)
        {
            if (key != "schema")
            {
                copy[key] = value?.DeepClone();
            }
        }

        return copy;
    }

    private static string? Deprecation(JsonObject version, List<JsonObject> all, string group, string kind)
    {
        if (!Flag(version, "deprecated"))
        {
            return null;
        }

        if (Text(version, "deprecationWarning") is { Length: > 0 } own)
        {
            return own;
        }

        var name = Text(version, "name");
        var better = all
            .Where(v => Flag(v, "served") && !Flag(v, "deprecated"))
            .Select(v => Text(v, "name"))
            .Where(v => VersionOrder.Compare(v, name) < 0)
            .Order(VersionOrder.Comparer)
            .FirstOrDefault();
        var text = $"{group}/{name} {kind} is deprecated";
        return better is null ? text : $"{text}; use {group}/{better} {kind}";
    }
}
