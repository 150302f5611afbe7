using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Verbs;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Access;

/// <summary>POST of <c>serviceaccounts/NAME/token</c>: real signed tokens, bound to what the request names.</summary>
internal static class TokenRequests
{
    private const long DefaultSeconds = 3600;
    private const long WarnAfterSeconds = 3607;
    private static readonly (string Kind, string Table, string Claim)[] Bindable =
        [("Pod", "pods", "pod"), ("Secret", "secrets", "secret"), ("Node", "nodes", "node")];

    public static async Task RunAsync(KubeRequest request)
    {
        var options = WriteOptions.Read(request.Http.Request.Query, "CreateOptions");
        var body = await BodyReading.ReadAsync(request).ConfigureAwait(false);
        var wanted = SubresourceBodies.Read(request, body, "io.k8s.api.authentication.v1.TokenRequest");
        CheckMetadata(request, wanted);
        var account = request.Table.Find(request.Namespace, request.Info.Name)
            ?? throw KubeErrors.NotFound(request.Kind.Resource, request.Info.Name);
        var scope = Scopes.Of(request, options, "CreateOptions");
        var owned = Fields(scope, wanted);
        await request.Core.Admission.MutateAsync(scope.Admission("CREATE", wanted, null)).ConfigureAwait(false);
        await request.Core.Admission.ValidateAsync(scope.Admission("CREATE", wanted, null)).ConfigureAwait(false);
        var issued = Issue(request.Core, account, wanted);
        issued["metadata"]!["managedFields"] = owned;
        await Answers.ObjectAsync(request, 201, issued).ConfigureAwait(false);
    }

    /// <summary>The TokenRequest filled in; for the token endpoint and for projected volumes.</summary>
    public static JsonObject Issue(KubeCore core, StoredObject account, JsonObject wanted)
    {
        var spec = wanted["spec"] as JsonObject;
        var seconds = spec?["expirationSeconds"] is null ? DefaultSeconds : ObjectFields.Number(spec, "expirationSeconds");
        Check(seconds);
        var audiences = ObjectFields.Texts(spec, "audiences").ToList();
        if (audiences.Count == 0)
        {
            audiences.Add(core.Issuer);
        }

        var now = core.Now.ToUnixTimeSeconds();
        var about = new JsonObject
        {
            ["namespace"] = account.Namespace,
            ["serviceaccount"] = Reference(account),
        };
        var reference = spec?["boundObjectRef"] as JsonObject;
        Bind(core, account, reference, about);
        // Kubelet's default projected tokens live a year and warn after an hour; the real server extends them so.
        var isExtended = seconds == WarnAfterSeconds && about["pod"] is not null && audiences is [var only] && only == core.Issuer;
        if (isExtended)
        {
            about["warnafter"] = now + seconds;
        }

        var lifetime = isExtended ? 365 * 24 * 3600L : seconds;
        var claims = new JsonObject
        {
            ["aud"] = new JsonArray(audiences.Select(a => (JsonNode?)JsonValue.Create(a)).ToArray()),
            ["exp"] = now + lifetime,
            ["iat"] = now,
            ["iss"] = core.Issuer,
            ["jti"] = core.Entropy.Uuid(),
            ["kubernetes.io"] = about,
            ["nbf"] = now,
            ["sub"] = $"system:serviceaccount:{account.Namespace}:{account.Name}",
        };
        return Answer(core, account, audiences, seconds, reference, core.Tokens.Sign(claims));
    }

    /// <summary>Who said what, as of any object that is created; of defaults only the lifetime is in the request.</summary>
    private static JsonNode? Fields(WriteScope scope, JsonObject wanted)
    {
        var type = TypeTable.Shared.Find("io.k8s.api.authentication.v1.TokenRequest")!;
        var said = wanted.DeepClone().AsObject();
        var spec = ObjectFields.Ensure(said, "spec");
        spec["expirationSeconds"] ??= DefaultSeconds;
        var empty = new JsonObject { ["apiVersion"] = said["apiVersion"]!.DeepClone(), ["kind"] = "TokenRequest" };
        var after = TypedOutput.Canonical(said, type);
        ManagedFields.Update(null, after, new FieldWrite(
            scope.Manager,
            ObjectFields.Text(said, "apiVersion"),
            "token",
            ObjectCreation.Timestamp(scope.Core.Now),
            MergeType.Of(type))
        {
            Empty = TypedOutput.Canonical(empty, type),
        });
        return after["metadata"]?["managedFields"]?.DeepClone();
    }

    private static JsonObject Answer(
        KubeCore core, StoredObject account, List<string> audiences, long seconds, JsonObject? reference, string token)
    {
        var metadata = new JsonObject
        {
            ["name"] = account.Name,
            ["namespace"] = account.Namespace,
            ["uid"] = account.Uid,
            ["creationTimestamp"] = ObjectCreation.Timestamp(core.Now),
        };
        return new JsonObject
        {
            ["kind"] = "TokenRequest",
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["audiences"] = new JsonArray(audiences.Select(a => (JsonNode?)JsonValue.Create(a)).ToArray()),
                ["expirationSeconds"] = seconds,
                ["boundObjectRef"] = reference?.DeepClone(),
            },
            ["status"] = new JsonObject
            {
                ["token"] = token,
                ["expirationTimestamp"] = ObjectCreation.Timestamp(core.Now.AddSeconds(seconds)),
            },
        };
    }

    private static void Bind(KubeCore core, StoredObject account, JsonObject? reference, JsonObject about)
    {
        if (reference is null)
        {
            return;
        }

        var kind = ObjectFields.Text(reference, "kind");
        var apiVersion = ObjectFields.Text(reference, "apiVersion");
        var name = ObjectFields.Text(reference, "name");
        // Any version of the core group will do.
        var known = Bindable.FirstOrDefault(b => b.Kind == kind && !apiVersion.Contains('/', StringComparison.Ordinal));
        if (known.Kind is null)
        {
            var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
            var (group, version) = slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
            throw KubeErrors.BadRequest($"cannot bind token to object of type {group}/{version}, Kind={kind}");
        }

        var bound = core.Find(known.Table, known.Kind == "Node" ? "" : account.Namespace, name)
            ?? throw KubeErrors.NotFound("", known.Table, name);
        var node = "";
        if (known.Kind == "Pod")
        {
            var spec = bound.Parse()["spec"] as JsonObject;
            node = ObjectFields.Text(spec, "nodeName");
            if (ObjectFields.Text(spec, "serviceAccountName") != account.Name)
            {
                throw KubeErrors.BadRequest(
                    $"cannot bind token for serviceaccount \"{account.Name}\" to pod running with different serviceaccount name.");
            }
        }

        var uid = ObjectFields.Text(reference, "uid");
        if (uid.Length > 0 && uid != bound.Uid)
        {
            throw KubeErrors.Conflict(
                core.Kinds.FindKind("", "v1", known.Kind)!.Resource with { Plural = known.Kind },
                name,
                $"the UID in the bound object reference ({uid}) does not match the UID in record. "
                + "The object might have been deleted and then recreated");
        }

        if (node.Length > 0)
        {
            about["node"] = core.Find("nodes", "", node) is { } found ? Reference(found) : new JsonObject { ["name"] = node };
        }

        about[known.Claim] = Reference(bound);
    }

    /// <summary>The body may leave its name and namespace out, and says no others than the path.</summary>
    private static void CheckMetadata(KubeRequest request, JsonObject wanted)
    {
        var metadata = ObjectFields.Child(wanted, "metadata");
        foreach (var (field, expected) in new[] { ("name", request.Info.Name), ("namespace", request.Namespace) })
        {
            if (ObjectFields.Text(metadata, field) is { Length: > 0 } said && said != expected)
            {
                throw KubeErrors.Invalid("authentication.k8s.io", "TokenRequest", request.Info.Name, [
                    FieldError.Invalid("metadata." + field, said, $"must match the service account {field} if specified"),
                ]);
            }
        }
    }

    private static JsonObject Reference(StoredObject stored) => new() { ["name"] = stored.Name, ["uid"] = stored.Uid };

    private static void Check(long seconds)
    {
        var problem = seconds < 600 ? "may not specify a duration less than 10 minutes"
            : seconds > 1L << 32 ? "may not specify a duration larger than 2^32 seconds"
            : null;
        if (problem is not null)
        {
            throw KubeErrors.Invalid("authentication.k8s.io", "TokenRequest", "", [
                FieldError.Invalid("spec.expirationSeconds", seconds, problem),
            ]);
        }
    }
}
