using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>From a parsed body to an object of the wanted kind, with the API server's complaints.</summary>
internal static class ObjectDecoding
{
    /// <summary>A body of another kind or version is refused, in the words of the scheme that failed to convert it.</summary>
    public static void CheckKind(KindRegistry kinds, Kind wanted, JsonObject obj, byte[] body)
    {
        var resource = wanted.Resource;
        var kind = ObjectFields.Text(obj, "kind");
        var apiVersion = ObjectFields.Text(obj, "apiVersion");
        if (wanted.TypeName is null)
        {
            CheckCustom(wanted, obj, body);
            return;
        }

        CheckKind(kinds, resource.Kind, resource.ApiVersion, kind, apiVersion);
    }

    /// <summary>What a body says it is, which may be nothing, against what it has to be.</summary>
    public static void CheckKind(KindRegistry kinds, string wanted, string wantedVersion, string kind, string apiVersion)
    {
        kind = kind.Length == 0 ? wanted : kind;
        apiVersion = apiVersion.Length == 0 ? wantedVersion : apiVersion;
        if (kind == wanted && apiVersion == wantedVersion)
        {
            return;
        }

        var (group, version) = Split(apiVersion);
        var known = (kind == "List" && apiVersion == "v1") || kinds.FindKind(apiVersion, kind) is { TypeName: not null }
            || (kinds.FindKind(apiVersion, kind) is null && ListOf(kinds, group, version, kind) is not null);
        if (!known)
        {
            throw KubeErrors.BadRequest(
                $"{kind} in version \"{version}\" cannot be handled as a {wanted}: no kind \"{kind}\" is registered "
                + $"for version \"{apiVersion}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
        }

        if (kind == wanted && group == Split(wantedVersion).Item1)
        {
            throw KubeErrors.BadRequest(
                $"the API version in the data ({apiVersion}) does not match the expected API version ({wantedVersion})");
        }

        throw KubeErrors.BadRequest(
            $"{kind} in version \"{version}\" cannot be handled as a {wanted}: converting ({version}.{kind}) to "
            + $"({GoPackage(Split(wantedVersion).Item1)}.{wanted}): unknown conversion");
    }

    /// <summary>The same look when the body did not decode: a wrong kind is the better complaint.</summary>
    public static void CheckKind(KindRegistry kinds, Kind wanted, byte[] body, bool yaml)
    {
        JsonObject obj;
        try
        {
            obj = JsonReading.ParseBody(body, yaml, null, out _);
        }
        catch (DecodeException)
        {
            return;
        }

        CheckKind(kinds, wanted, obj, body);
    }

    /// <summary>Custom resources: metadata is typed, the rest follows the schema.</summary>
    public static void Custom(Kind kind, JsonObject obj, List<string> strict)
    {
        try
        {
            CustomTree(kind, obj, strict);
        }
        catch (DecodeException e)
        {
            throw Undecodable(kind, e);
        }
    }

    /// <summary>The same of a tree that is no body of its own.</summary>
    /// <exception cref="DecodeException">Metadata, its own or an embedded object's, has wrong types.</exception>
    public static void CustomTree(Kind kind, JsonObject obj, List<string> strict)
    {
        obj["metadata"] = JsonReading.Metadata(obj["metadata"], out var unknown);
        kind.Prune(obj, unknown);
        strict.AddRange(unknown.Select(path => $"unknown field \"{path}\""));
    }

    /// <summary>
    /// A tree of the type's own shape, read from <paramref name="tree"/>, which is consumed. Owners of fields that this
    /// server wrote are in the form in which they are read: they are half of many an object, and taken over.
    /// </summary>
    public static JsonObject Tree(JsonNode? tree, TypeInfo type, bool hasOwnersOfOurs, out List<string> strict)
    {
        var metadata = hasOwnersOfOurs ? (tree as JsonObject)?["metadata"] as JsonObject : null;
        if (metadata?["managedFields"] is not { } owners)
        {
            return JsonReading.Parse(tree, type, out strict) as JsonObject ?? [];
        }

        var place = metadata.IndexOf("managedFields");
        metadata.RemoveAt(place);
        try
        {
            var obj = JsonReading.Parse(tree, type, out strict) as JsonObject ?? [];
            ((JsonObject)obj["metadata"]!)["managedFields"] = owners;
            return obj;
        }
        catch (DecodeException)
        {
            // It will be shown.
            metadata.Insert(place, "managedFields", owners);
            throw;
        }
    }

    /// <summary>An empty managedFields list means "forget the owners"; typed decoding loses empty lists.</summary>
    public static void KeepReset(JsonNode? sent, JsonObject decoded)
    {
        if ((sent as JsonObject)?["metadata"]?["managedFields"] is JsonArray { Count: 0 } && decoded["metadata"] is JsonObject metadata)
        {
            metadata["managedFields"] = new JsonArray();
        }
    }

    /// <summary>Refuses, warns of or forgets duplicate and unknown fields.</summary>
    public static void Report(Kind kind, List<string> strict, FieldValidation validation, List<string> warnings)
    {
        if (strict.Count == 0 || validation == FieldValidation.Ignore)
        {
            return;
        }

        if (validation == FieldValidation.Strict)
        {
            var name = kind.Resource.Kind;
            var faults = string.Join(", ", strict);
            throw KubeErrors.BadRequest(
                $"{name} in version \"{kind.Resource.Version}\" cannot be handled as a {name}: strict decoding error: {faults}");
        }

        warnings.AddRange(strict);
    }

    /// <summary>Identity and defaults: what a decoded object always has.</summary>
    /// <param name="isApplied">An applied null stays, to be refused where there may be none.</param>
    public static void Finish(Kind kind, JsonObject obj, bool isApplied = false)
    {
        obj["kind"] = kind.Resource.Kind;
        obj["apiVersion"] = kind.Resource.ApiVersion;
        if (obj["metadata"] is not JsonObject)
        {
            obj["metadata"] = new JsonObject();
        }

        if (!isApplied)
        {
            kind.DropNulls(obj);
        }

        kind.Default(obj);
    }

    private static KubeException Undecodable(Kind kind, DecodeException error)
    {
        var name = kind.Resource.Kind;
        return KubeErrors.BadRequest(
            $"{name} in version \"{kind.Resource.Version}\" cannot be handled as a {name}: {error.Message}");
    }

    private static void CheckCustom(Kind wanted, JsonObject obj, byte[] body)
    {
        var resource = wanted.Resource;
        var kind = ObjectFields.Text(obj, "kind");
        var apiVersion = ObjectFields.Text(obj, "apiVersion");
        if (kind.Length == 0)
        {
            throw KubeErrors.BadRequest(
                $"the object provided is unrecognized (must be of type {resource.Kind}): "
                + $"Object 'Kind' is missing in '{Encoding.UTF8.GetString(body)}' ({JsonReading.Summary(body)})");
        }

        if (apiVersion != resource.ApiVersion)
        {
            throw KubeErrors.BadRequest(
                $"the API version in the data ({apiVersion}) does not match the expected API version ({resource.ApiVersion})");
        }

        if (kind != resource.Kind)
        {
            throw KubeErrors.Invalid(
                resource.Group,
                kind,
                ObjectFields.Text(obj["metadata"] as JsonObject ?? [], "name"),
                [Validation.FieldError.Invalid("kind", kind, $"must be {resource.Kind}")]);
        }
    }

    private static Kind? ListOf(KindRegistry kinds, string group, string version, string kind) =>
        kind.EndsWith("List", StringComparison.Ordinal) ? kinds.FindKind(group, version, kind[..^4]) : null;

    private static (string Group, string Version) Split(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
    }

    /// <summary>The internal package a group's types live in, as Go prints it.</summary>
    internal static string GoPackage(string group)
    {
        var dot = group.IndexOf('.', StringComparison.Ordinal);
        return group.Length == 0 ? "core" : dot < 0 ? group : group[..dot];
    }
}
