using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Verbs;

namespace Eso.Emulator.Kubernetes.Access;

/// <summary>The reviews: questions about tokens and rights, posted as objects and answered at once.</summary>
internal static class Reviews
{
    public static async Task RunAsync(KubeRequest request)
    {
        var options = WriteOptions.Read(request.Http.Request.Query, "CreateOptions");
        var body = await BodyReading.ReadAsync(request).ConfigureAwait(false);
        var obj = BodyReading.Decode(request, request.Kind, body, options.FieldValidation);
        var scope = Scopes.Of(request, options, "CreateOptions");
        ObjectCreation.CheckNamespace(scope, obj);
        await FieldTracking.CreatedAsync(scope, obj).ConfigureAwait(false);
        await request.Core.Admission.MutateAsync(scope.Admission("CREATE", obj, null)).ConfigureAwait(false);
        Check(request, obj);
        await request.Core.Admission.ValidateAsync(scope.Admission("CREATE", obj, null)).ConfigureAwait(false);
        var status = request.Kind.Resource.Kind switch
        {
            "TokenReview" => Token(request, obj),
            "SelfSubjectReview" => new JsonObject { ["userInfo"] = UserInfo(request.User) },
            "SelfSubjectAccessReview" => Access(request.Core, request.User, obj),
            "SubjectAccessReview" or "LocalSubjectAccessReview" => Access(request.Core, Subject(obj), obj),
            "SelfSubjectRulesReview" => Rules(request, obj),
            _ => throw KubeErrors.MethodNotAllowed(),
        };
        if (request.Kind.Resource.Kind is "SelfSubjectReview" or "SelfSubjectRulesReview")
        {
            // These two are answered with a new object that repeats nothing of the question; the others keep all of it.
            obj["metadata"] = request.Kind.Resource.Kind == "SelfSubjectReview"
                ? new JsonObject { ["creationTimestamp"] = ObjectCreation.Timestamp(request.Core.Now) }
                : new JsonObject();
            if (obj.ContainsKey("spec"))
            {
                obj["spec"] = new JsonObject();
            }
        }

        obj["status"] = status;
        await ObjectAnswers.ShowAsync(request, 201, obj).ConfigureAwait(false);
    }

    /// <summary>authentication/v1's UserInfo.</summary>
    public static JsonObject UserInfo(KubeUser user)
    {
        var info = new JsonObject { ["username"] = user.Name };
        if (user.Uid.Length > 0)
        {
            info["uid"] = user.Uid;
        }

        info["groups"] = new JsonArray(user.Groups.Select(g => (JsonNode?)JsonValue.Create(g)).ToArray());
        if (user.Extra.Count > 0)
        {
            info["extra"] = new JsonObject(user.Extra.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e =>
                KeyValuePair.Create(e.Key, (JsonNode?)new JsonArray(
                    e.Value.Select(v => (JsonNode?)JsonValue.Create(v)).ToArray()))));
        }

        return info;
    }

    /// <summary>A bad review's Status names the group and neither kind nor name.</summary>
    private static void Check(KubeRequest request, JsonObject obj)
    {
        var errors = new List<Validation.FieldError>();
        request.Kind.Validate(obj, request.Core.Context(request.Kind, request.User), errors);
        AccessReviewRules.Check(request.Kind.Resource.Kind, obj, errors);
        if (errors.Count > 0)
        {
            throw KubeErrors.Invalid(request.Kind.Resource.Group, "", "", errors);
        }
    }

    private static JsonObject Token(KubeRequest request, JsonObject review)
    {
        var spec = review["spec"] as JsonObject;
        var token = ObjectFields.Text(spec, "token");
        if (token.Length == 0)
        {
            throw KubeErrors.BadRequest("token is required for TokenReview in authentication");
        }

        var audiences = ObjectFields.Texts(spec, "audiences").ToList();
        var (user, common, error) = new Authentication(request.Core).Review(token, audiences);
        if (user is null)
        {
            return new JsonObject { ["user"] = new JsonObject(), ["error"] = error };
        }

        var status = new JsonObject { ["authenticated"] = true, ["user"] = UserInfo(user) };
        if (common.Count > 0)
        {
            status["audiences"] = new JsonArray(common.Select(a => (JsonNode?)JsonValue.Create(a)).ToArray());
        }

        return status;
    }

    private static KubeUser Subject(JsonObject review)
    {
        var spec = review["spec"] as JsonObject;
        return new KubeUser(ObjectFields.Text(spec, "user"), ObjectFields.Texts(spec, "groups").ToList())
        {
            Uid = ObjectFields.Text(spec, "uid"),
        };
    }

    private static JsonObject Access(KubeCore core, KubeUser user, JsonObject review)
    {
        var spec = review["spec"] as JsonObject;
        var resource = spec?["resourceAttributes"] as JsonObject;
        var path = spec?["nonResourceAttributes"] as JsonObject;
        var wanted = resource is null
            ? new AccessAttributes
            {
                IsResource = false,
                Verb = ObjectFields.Text(path, "verb"),
                Path = ObjectFields.Text(path, "path"),
            }
            : new AccessAttributes
            {
                Verb = ObjectFields.Text(resource, "verb"),
                Group = ObjectFields.Text(resource, "group"),
                Resource = ObjectFields.Text(resource, "resource"),
                Subresource = ObjectFields.Text(resource, "subresource"),
                Namespace = ObjectFields.Text(resource, "namespace"),
                Name = ObjectFields.Text(resource, "name"),
            };
        var (allowed, reason) = core.Authorizer.Check(user, wanted);
        var status = new JsonObject { ["allowed"] = allowed };
        if (reason.Length > 0)
        {
            status["reason"] = reason;
        }

        return status;
    }

    private static JsonObject Rules(KubeRequest request, JsonObject review)
    {
        var ns = ObjectFields.Text(review["spec"] as JsonObject, "namespace");
        if (ns.Length == 0)
        {
            throw KubeErrors.BadRequest("no namespace on request");
        }

        var resources = new JsonArray();
        var paths = new JsonArray();
        foreach (var rule in request.Core.Authorizer.RulesOf(request.User, ns))
        {
            if (rule.Resources.Length > 0)
            {
                resources.Add((rule with { NonResourceUrls = [] }).ToJson());
            }

            if (rule.NonResourceUrls.Length > 0)
            {
                paths.Add((rule with { ApiGroups = [], Resources = [], ResourceNames = [] }).ToJson());
            }
        }

        return new JsonObject { ["resourceRules"] = resources, ["nonResourceRules"] = paths, ["incomplete"] = false };
    }
}
