using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes;

/// <summary>A request that ends with a Status: thrown anywhere below the pipeline, rendered once at its edge.</summary>
internal sealed class KubeException(JsonObject status) : Exception(status["message"]?.GetValue<string>() ?? "")
{
    /// <summary>The body; do not modify.</summary>
    public JsonObject Status { get; } = status;

    public int Code { get; } = status["code"]!.GetValue<int>();

    public string Reason { get; } = status["reason"]?.GetValue<string>() ?? "";

    /// <summary>Seconds for a Retry-After header; null: none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The authenticate header of some 401s is never sent by the API server; kept out on purpose.</summary>
    public override string ToString() => $"{Code} {Reason}: {Message}";
}

/// <summary>The only maker of Status bodies: reasons, codes and texts as apimachinery's api/errors words them.</summary>
internal static class KubeErrors
{
    /// <summary>A failure Status with every part given by the caller; empty parts are left out.</summary>
    public static KubeException Make(int code, string reason, string message, JsonObject? details = null)
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
        };
        if (message.Length > 0)
        {
            status["message"] = message;
        }

        if (reason.Length > 0)
        {
            status["reason"] = reason;
        }

        if (details is not null)
        {
            status["details"] = details;
        }

        status["code"] = code;
        return new KubeException(status);
    }

    public static KubeException BadRequest(string message) => Make(400, "BadRequest", message);

    public static KubeException Unauthorized() => Make(401, "Unauthorized", "Unauthorized");

    public static KubeException NotFound(ResourceInfo resource, string name) =>
        Make(404, "NotFound", $"{resource.Qualified} \"{name}\" not found", Details(name, resource.Group, resource.Plural));

    /// <summary>A thing of another resource is missing, e.g. the namespace of a create.</summary>
    public static KubeException NotFound(string group, string plural, string name) => Make(
        404, "NotFound", $"{(group.Length == 0 ? plural : plural + "." + group)} \"{name}\" not found", Details(name, group, plural));

    /// <summary>NewGenericServerResponse's 404: the path names no resource.</summary>
    public static KubeException NoSuchResource() => Make(
        404, "NotFound", "the server could not find the requested resource", new JsonObject());

    public static KubeException MethodNotAllowed(string group = "", string plural = "")
    {
        var details = new JsonObject();
        Add(details, "group", group);
        Add(details, "kind", plural);
        return Make(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", details);
    }

    /// <summary>What the handler of custom resources says of a verb that a subresource does not have.</summary>
    public static KubeException MethodNotSupported(ResourceInfo resource, string verb) => Make(
        405,
        "MethodNotAllowed",
        $"{verb} is not supported on resources of kind \"{resource.Qualified}\"",
        new JsonObject { ["group"] = resource.Group, ["kind"] = resource.Plural });

    public static KubeException NotAcceptable(string message) => Make(406, "NotAcceptable", message);

    public static KubeException UnsupportedMediaType(string message) => Make(415, "UnsupportedMediaType", message);

    public static KubeException AlreadyExists(ResourceInfo resource, string name, bool deleting = false) => Make(
        409,
        "AlreadyExists",
        (deleting ? "object is being deleted: " : "") + $"{resource.Qualified} \"{name}\" already exists",
        Details(name, resource.Group, resource.Plural));

    public static KubeException Conflict(ResourceInfo resource, string name, string cause) => Make(
        409,
        "Conflict",
        $"Operation cannot be fulfilled on {resource.Qualified} \"{name}\": {cause}",
        Details(name, resource.Group, resource.Plural));

    /// <summary>The object changed since the caller read it.</summary>
    public static KubeException Modified(ResourceInfo resource, string name) => Conflict(
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try again");

    public static KubeException Expired(string message, string? continueToken = null)
    {
        var e = Make(410, "Expired", message);
        if (continueToken is not null)
        {
            e.Status["metadata"] = new JsonObject { ["continue"] = continueToken };
        }

        return e;
    }

    public static KubeException EntityTooLarge(string message) => Make(413, "RequestEntityTooLarge", message);

    public static KubeException Internal(string message) => Make(
        500,
        "InternalError",
        $"Internal error occurred: {message}",
        new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = message }) });

    /// <summary>A plain Go error that reached the edge: 500 without reason.</summary>
    public static KubeException Unknown(string message) => Make(500, "", message);

    public static KubeException TooManyRequests(string message, int retryAfterSeconds)
    {
        var made = Make(429, "TooManyRequests", message, new JsonObject { ["retryAfterSeconds"] = retryAfterSeconds });
        return new KubeException(made.Status) { RetryAfterSeconds = retryAfterSeconds };
    }

    /// <summary>A version that has not been written yet.</summary>
    public static KubeException TooLargeResourceVersion(long wanted, long current)
    {
        var message = string.Create(
            CultureInfo.InvariantCulture, $"Too large resource version: {wanted}, current: {current}");
        var made = Make(504, "Timeout", $"Timeout: {message}", new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject
            {
                ["reason"] = "ResourceVersionTooLarge",
                ["message"] = "Too large resource version",
            }),
            ["retryAfterSeconds"] = 1,
        });
        return new KubeException(made.Status) { RetryAfterSeconds = 1 };
    }

    /// <summary>403 of an admission plug-in or the authorizer about one object.</summary>
    public static KubeException Forbidden(string group, string plural, string name, string message)
    {
        var qualified = group.Length == 0 ? plural : $"{plural}.{group}";
        var subject = name.Length == 0 ? $"{qualified} is forbidden" : $"{qualified} \"{name}\" is forbidden";
        return Make(403, "Forbidden", $"{subject}: {message}", Details(name, group, plural));
    }

    /// <summary>403 for a path that is no resource.</summary>
    public static KubeException ForbiddenPath(string message) => Make(403, "Forbidden", message, new JsonObject());

    /// <summary>422: what is wrong with an object. The message drops repeated texts, the causes keep them.</summary>
    public static KubeException Invalid(string group, string kind, string name, IReadOnlyList<FieldError> errors)
    {
        var texts = errors.Select(e => e.ToString()).Distinct(StringComparer.Ordinal).ToList();
        var list = texts.Count switch
        {
            0 => "",
            1 => texts[0],
            _ => $"[{string.Join(", ", texts)}]",
        };
        var qualified = group.Length == 0 ? kind : $"{kind}.{group}";
        var message = list.Length == 0 ? $"{qualified} \"{name}\" is invalid" : $"{qualified} \"{name}\" is invalid: {list}";
        var causes = new JsonArray();
        foreach (var error in errors)
        {
            causes.Add(new JsonObject { ["reason"] = error.Reason, ["message"] = error.Body, ["field"] = error.Field });
        }

        var details = Details(name, group, kind);
        if (causes.Count > 0)
        {
            details["causes"] = causes;
        }

        return Make(422, "Invalid", message, details);
    }

    public static KubeException Invalid(ResourceInfo resource, string name, params IReadOnlyList<FieldError> errors) =>
        Invalid(resource.Group, resource.Kind, name, errors);

    /// <summary>Bad options in the query, e.g. dryRun: about CreateOptions.meta.k8s.io "".</summary>
    public static KubeException InvalidOptions(string optionsKind, params IReadOnlyList<FieldError> errors) =>
        Invalid("meta.k8s.io", optionsKind, "", errors);

    /// <summary>The Status of a delete that left nothing behind.</summary>
    public static JsonObject Deleted(ResourceInfo resource, string name, string uid)
    {
        var details = Details(name, resource.Group, resource.Plural);
        details["uid"] = uid;
        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        };
    }

    /// <summary>A bare success, e.g. of a binding.</summary>
    public static JsonObject Success(int code) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["code"] = code,
    };

    /// <summary>The details of a Status; empty parts are left out, as Go's omitempty does.</summary>
    public static JsonObject Details(string name, string group, string kind)
    {
        var details = new JsonObject();
        Add(details, "name", name);
        Add(details, "group", group);
        Add(details, "kind", kind);
        return details;
    }

    private static void Add(JsonObject to, string key, string value)
    {
        if (value.Length > 0)
        {
            to[key] = value;
        }
    }
}
