using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>Bodies whose kind is not the resource's: TokenRequest, Binding, Eviction, the reviews.</summary>
internal static class SubresourceBodies
{
    public static JsonObject Read(KubeRequest request, byte[] body, string typeName)
    {
        var type = TypeTable.Shared.Find(typeName);
        var kind = typeName[(typeName.LastIndexOf('.') + 1)..];
        var mediaType = BodyReading.MediaType(request);
        try
        {
            var obj = BodyReading.FormatOf(mediaType) == WireFormat.Protobuf
                ? Protobuf.ToJson(body, type)
                : JsonReading.ParseBody(body, mediaType == Answers.Yaml, type, out _);
            CheckKind(type!, kind, obj);
            Name(type!, kind, obj);
            return obj;
        }
        catch (DecodeException e) when (e.Unrecognized)
        {
            throw KubeErrors.BadRequest(
                $"the object provided is unrecognized (must be of type {kind}): {e.Message} ({JsonReading.Summary(body)})");
        }
        catch (DecodeException e)
        {
            throw KubeErrors.BadRequest($"{kind} in version \"v1\" cannot be handled as a {kind}: {e.Message}");
        }
    }

    /// <summary>A body may leave out what it is; what webhooks see of it says so.</summary>
    private static void Name(TypeInfo type, string kind, JsonObject obj)
    {
        var known = type.Kinds.FirstOrDefault(k => k.Kind == kind);
        obj.Remove("kind");
        obj.Remove("apiVersion");
        obj.Insert(0, "apiVersion", known.Group is { Length: > 0 } group ? $"{group}/{known.Version}" : known.Version ?? "v1");
        obj.Insert(0, "kind", kind);
    }

    private static void CheckKind(TypeInfo type, string wanted, JsonObject obj)
    {
        var kind = ObjectFields.Text(obj, "kind") is { Length: > 0 } said ? said : wanted;
        var apiVersion = ObjectFields.Text(obj, "apiVersion");
        var known = type.Kinds.FirstOrDefault(k => k.Kind == wanted);
        var expected = known.Group is { Length: > 0 } group ? $"{group}/{known.Version}" : known.Version;
        if (kind == wanted && (apiVersion.Length == 0 || apiVersion == expected))
        {
            return;
        }

        var version = apiVersion[(apiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..];
        throw KubeErrors.BadRequest(
            $"{kind} in version \"{version}\" cannot be handled as a {wanted}: no kind \"{kind}\" is registered "
            + $"for version \"{apiVersion}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
    }
}
