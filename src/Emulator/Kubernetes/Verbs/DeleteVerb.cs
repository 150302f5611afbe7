using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>DELETE of one object.</summary>
internal static class DeleteVerb
{
    private const string JobWarning =
        "child pods are preserved by default when jobs are deleted; "
        + "set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning";

    public static async Task RunAsync(KubeRequest request)
    {
        var (options, write) = await ReadOptionsAsync(request).ConfigureAwait(false);
        var scope = Scopes.Of(request, write, "DeleteOptions") with { Options = () => options.ToJson(write.DryRun) };
        var result = await ObjectDeletion.DeleteAsync(scope, options).ConfigureAwait(false);
        if (request.Kind.StorageKey == "jobs.batch" && options.PropagationPolicy is null && options.OrphanDependents is null)
        {
            request.Warnings.Add(JobWarning);
        }

        if (result.Object is { } shown)
        {
            await ObjectAnswers.ShowAsync(request, 200, shown).ConfigureAwait(false);
        }
        else if (result.Stored is { } stored)
        {
            await ObjectAnswers.StoredAsync(request, 200, stored).ConfigureAwait(false);
        }
        else
        {
            request.Accept = request.Accept with { Form = ObjectForm.Whole };
            var status = KubeErrors.Deleted(request.Kind.Resource, result.Last.Name, result.Last.Uid);
            await Answers.ObjectAsync(request, 200, status).ConfigureAwait(false);
        }
    }

    /// <summary>Options of the body, or of the query when there is no body.</summary>
    public static async Task<(DeleteOptions Options, WriteOptions Write)> ReadOptionsAsync(KubeRequest request)
    {
        var body = await BodyReading.ReadAsync(request).ConfigureAwait(false);
        var (options, dryRun) = Check(body.Length > 0 ? ReadBody(request, body) : FromQuery(request));
        return (options, new WriteOptions(dryRun, "", FieldValidation.Ignore, null));
    }

    /// <summary>DeleteOptions as a client sent them, checked.</summary>
    public static (DeleteOptions Options, bool DryRun) Check(JsonObject obj)
    {
        var errors = new List<FieldError>();
        var policy = obj["propagationPolicy"] is null ? null : ObjectFields.Text(obj, "propagationPolicy");
        bool? orphan = obj["orphanDependents"] is null ? null : ObjectFields.Flag(obj, "orphanDependents");
        if (policy is not null && orphan is not null)
        {
            errors.Add(FieldError.Invalid(
                "propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set"));
        }

        if (policy is not (null or "Foreground" or "Background" or "Orphan"))
        {
            errors.Add(FieldError.NotSupported("propagationPolicy", policy, ["Foreground", "Background", "Orphan", "nil"]));
        }

        var dryRun = WriteOptions.CheckDryRun(
            ObjectFields.Texts(obj, "dryRun").ToList(), obj["dryRun"] is JsonArray { Count: > 0 }, errors);
        if (errors.Count > 0)
        {
            throw KubeErrors.InvalidOptions("DeleteOptions", errors);
        }

        var preconditions = obj["preconditions"] as JsonObject;
        var options = new DeleteOptions
        {
            GracePeriodSeconds = obj["gracePeriodSeconds"] is null ? null : ObjectFields.Number(obj, "gracePeriodSeconds"),
            // An empty one is asked for as well, and no object has it.
            Uid = preconditions?["uid"] is null ? null : ObjectFields.Text(preconditions, "uid"),
            ResourceVersion = preconditions?["resourceVersion"] is null
                ? null
                : ObjectFields.Text(preconditions, "resourceVersion"),
            PropagationPolicy = policy,
            OrphanDependents = orphan,
        };
        return (options, dryRun);
    }

    private static JsonObject ReadBody(KubeRequest request, byte[] body)
    {
        // The same decoder as for objects; an unusual content type with an empty body never gets here.
        var format = BodyReading.Format(request);
        try
        {
            return format == WireFormat.Protobuf
                ? ProtobufCodec.Read(request.Kind, body)
                : OptionsDecoding.Read(body, format == WireFormat.Yaml);
        }
        catch (Exception e) when (e is JsonException or Wire.DecodeException)
        {
            throw KubeErrors.BadRequest(e.Message);
        }
    }

    private static JsonObject FromQuery(KubeRequest request)
    {
        var query = request.Http.Request.Query;
        var obj = new JsonObject();
        if (query["gracePeriodSeconds"].FirstOrDefault() is { } grace)
        {
            obj["gracePeriodSeconds"] = long.TryParse(grace, out var seconds)
                ? seconds
                : throw KubeErrors.BadRequest($"strconv.ParseInt: parsing \"{grace}\": invalid syntax");
        }

        if (query["propagationPolicy"].FirstOrDefault() is { } policy)
        {
            obj["propagationPolicy"] = policy;
        }

        if (query["uid"].FirstOrDefault() is { } uid)
        {
            obj["preconditions"] = new JsonObject { ["uid"] = uid };
        }

        if (query["orphanDependents"].FirstOrDefault() is { } orphan)
        {
            obj["orphanDependents"] = ListOptions.Truth(orphan);
        }

        if (query.ContainsKey("dryRun"))
        {
            obj["dryRun"] = new JsonArray(query["dryRun"].Select(v => (JsonNode?)JsonValue.Create(v)).ToArray());
        }

        return obj;
    }
}
