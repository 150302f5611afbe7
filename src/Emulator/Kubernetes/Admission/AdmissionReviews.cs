using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Verbs;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>The AdmissionReview that webhooks get, and the reading of what they answer.</summary>
internal static class AdmissionReviews
{
    /// <summary>The request part: shared by webhooks and by the <c>request</c> variable of policies.</summary>
    public static JsonObject Request(AdmissionAttributes attributes, Kind matched, JsonObject? obj, JsonObject? old, string uid)
    {
        var request = new JsonObject
        {
            ["uid"] = uid,
            ["kind"] = KindOf(attributes, matched),
            ["resource"] = ResourceOf(matched),
        };
        Sub(request, "subResource", attributes);
        request["requestKind"] = KindOf(attributes, attributes.Kind);
        request["requestResource"] = ResourceOf(attributes.Kind);
        Sub(request, "requestSubResource", attributes);
        if (attributes.Name.Length > 0)
        {
            request["name"] = attributes.Name;
        }

        var ns = attributes.Kind.StorageKey == "namespaces" ? attributes.Name : attributes.Namespace;
        if (ns.Length > 0)
        {
            request["namespace"] = ns;
        }

        request["operation"] = attributes.Operation;
        request["userInfo"] = Reviews.UserInfo(attributes.User);
        request["object"] = obj;
        request["oldObject"] = old;
        request["dryRun"] = attributes.DryRun;
        request["options"] = attributes.Options() is { Count: > 0 } options ? options : null;
        return request;
    }

    /// <summary>An object as it travels: canonical, in the version that was matched.</summary>
    public static async ValueTask<JsonObject?> ShowAsync(AdmissionAttributes attributes, Kind matched, JsonObject? obj)
    {
        if (obj is null || Carried(attributes, attributes.Kind) is not null)
        {
            return obj?.DeepClone().AsObject();
        }

        var shown = obj.DeepClone().AsObject();
        if (!ReferenceEquals(matched, attributes.Kind))
        {
            shown = await ConvertAsync(attributes, shown, attributes.Kind, matched).ConfigureAwait(false);
        }

        var type = PatchVerb.TypeOf(matched);
        return type is null || attributes.Kind.IsCreateOnly
            ? TypedOutput.CanonicalCustom(shown)
            : TypedOutput.Canonical(shown, type);
    }

    /// <summary>From one served version to another, by way of the stored one.</summary>
    public static async ValueTask<JsonObject> ConvertAsync(AdmissionAttributes attributes, JsonObject obj, Kind from, Kind to)
    {
        if (from.Converter is { } converter || (converter = to.Converter) is not null)
        {
            return await converter.ConvertAsync(obj, to.Resource.ApiVersion, attributes.Cancellation).ConfigureAwait(false);
        }

        var stored = from.StorageApiVersion == from.Resource.ApiVersion ? obj : from.ToStorage(obj);
        return to.StorageApiVersion == to.Resource.ApiVersion ? stored : to.FromStorage(stored);
    }

    /// <summary>A patched object, read, pruned and defaulted as if a client had sent it.</summary>
    public static JsonObject Decode(AdmissionAttributes attributes, JsonNode? patched)
    {
        var carried = Carried(attributes, attributes.Kind);
        var type = carried is null ? PatchVerb.TypeOf(attributes.Kind) : TypeTable.Shared.Find(TypeName(carried));
        if (type is null)
        {
            var custom = patched as JsonObject ?? [];
            if (carried is null)
            {
                custom["metadata"] = JsonReading.Metadata(custom["metadata"], out _);
                attributes.Kind.Prune(custom, null);
            }

            return custom;
        }

        var obj = JsonReading.Parse(patched, type, out _) as JsonObject ?? [];
        if (carried is null)
        {
            attributes.Kind.Default(obj);
        }

        return obj;
    }

    /// <summary>webhookrequest.VerifyAdmissionResponse: the response part, or a failure of the webhook.</summary>
    public static JsonObject Verify(JsonObject review, string uid, bool mutating, string version)
    {
        const string prefix = "received invalid webhook response: ";
        var kind = ObjectFields.Text(review, "kind");
        var apiVersion = ObjectFields.Text(review, "apiVersion");
        if (kind != "AdmissionReview" || apiVersion != "admission.k8s.io/" + version)
        {
            throw new WebhookFailure(
                $"{prefix}expected webhook response of admission.k8s.io/{version}, Kind=AdmissionReview, got {GroupVersionKind(apiVersion, kind)}");
        }

        if (review["response"] is not JsonObject response)
        {
            throw new WebhookFailure($"{prefix}webhook response was absent");
        }

        if (version == "v1" && ObjectFields.Text(response, "uid") != uid)
        {
            throw new WebhookFailure($"{prefix}expected response.uid=\"{uid}\", got \"{ObjectFields.Text(response, "uid")}\"");
        }

        var hasPatch = ObjectFields.Text(response, "patch").Length > 0;
        var hasType = response["patchType"] is not null;
        var problem = (mutating, hasPatch, hasType) switch
        {
            (true, true, false) when version == "v1" => "webhook returned response.patch but not response.patchType",
            (true, false, true) => "webhook returned response.patchType but not response.patch",
            (false, true, _) => "validating webhook may not return response.patch",
            (false, _, true) => "validating webhook may not return response.patchType",
            _ => null,
        };
        return problem is null ? response : throw new WebhookFailure(prefix + problem);
    }

    /// <summary>webhookerrors.ToStatusErr.</summary>
    public static KubeException Denied(string webhook, JsonObject? result)
    {
        var message = ObjectFields.Text(result, "message");
        var reason = ObjectFields.Text(result, "reason");
        var code = (int)ObjectFields.Number(result, "code");
        var text = $"admission webhook \"{webhook}\" denied the request"
            + (message.Length > 0 ? $": {message}" : reason.Length > 0 ? $": {reason}" : " without explanation");
        return KubeErrors.Make(code < 400 ? 400 : code, reason, text, result?["details"]?.DeepClone() as JsonObject);
    }

    private static string GroupVersionKind(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? $"/{apiVersion}, Kind={kind}" : $"{apiVersion}, Kind={kind}";
    }

    private static JsonObject KindOf(AdmissionAttributes attributes, Kind kind)
    {
        var r = kind.Resource;
        var sub = Carried(attributes, kind);
        return new JsonObject
        {
            ["group"] = sub?.Group ?? (sub is null ? r.Group : ""),
            ["version"] = sub?.Version ?? r.Version,
            ["kind"] = sub?.Kind ?? r.Kind,
        };
    }

    /// <summary>The subresource, when its objects are of another kind than its resource.</summary>
    private static Subresource? Carried(AdmissionAttributes attributes, Kind kind) => attributes.Subresource.Length == 0
        ? null
        : kind.Subresources.FirstOrDefault(s => s.Name == attributes.Subresource && s.Kind is not null);

    private static string TypeName(Subresource sub)
    {
        var package = sub.Group switch
        {
            null or "" => "core",
            { } group => group.Split('.')[0],
        };
        return $"io.k8s.api.{package}.v1.{sub.Kind}";
    }

    private static JsonObject ResourceOf(Kind kind) => new()
    {
        ["group"] = kind.Resource.Group,
        ["version"] = kind.Resource.Version,
        ["resource"] = kind.Resource.Plural,
    };

    private static void Sub(JsonObject request, string field, AdmissionAttributes attributes)
    {
        if (attributes.Subresource.Length > 0)
        {
            request[field] = attributes.Subresource;
        }
    }
}
