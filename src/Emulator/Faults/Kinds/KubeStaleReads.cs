using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Eso.Emulator.Faults.Kinds;

[About("Reads come from a replica of the API server that stopped at the moment of the fault; watches through it are held, too.")]
internal sealed record KubeStaleReads : WatchFault
{
    public override bool Concerns(RequestFacts facts) => facts.Target == "kube" && facts.Verb is "get" or "list" or "watch";

    public override bool AppliesToRequests => true;

    public override object? Prepare(FaultHooks hooks) => hooks.Revision?.Invoke();

    public override Verdict Judge(WatchEvent e) => Verdict.Hold;

    public override async Task ApplyAsync(FaultContext context, RequestDelegate next)
    {
        if (context.State is not long revision || context.Facts.Verb == "watch")
        {
            await next(context.Http);
            return;
        }

        var request = context.Http.Request;
        var query = request.Query.Where(q => q.Key is not ("resourceVersion" or "resourceVersionMatch"))
            .SelectMany(q => q.Value, (q, v) => KeyValuePair.Create(q.Key, v))
            .Append(KeyValuePair.Create<string, string?>("resourceVersion", revision.ToString(CultureInfo.InvariantCulture)))
            .Append(KeyValuePair.Create<string, string?>("resourceVersionMatch", "Exact")).ToList();
        if (context.Facts.Verb == "list")
        {
            request.QueryString = QueryString.Create(query);
            await next(context.Http);
            return;
        }

        await GetAsync(context, query, next);
    }

    /// <summary>There is no get of the past: a list of the one object, unwrapped.</summary>
    private static async Task GetAsync(FaultContext context, List<KeyValuePair<string, string?>> query, RequestDelegate next)
    {
        var request = context.Http.Request;
        query.Add(KeyValuePair.Create<string, string?>("fieldSelector", $"metadata.name={context.Facts.Name}"));
        request.QueryString = QueryString.Create(query);
        request.Path = request.Path.Value![..request.Path.Value!.LastIndexOf('/')];
        if (context.Http.Features.Get<IHttpRequestFeature>() is { } raw)
        {
            raw.RawTarget = request.Path + request.QueryString;
        }

        // One form only, which can be taken apart.
        request.Headers.Accept = "application/json";
        request.Headers.Remove("Accept-Encoding");
        var features = context.Http.Features;
        var body = features.Get<IHttpResponseBodyFeature>();
        using var buffer = new MemoryStream();
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(buffer));
        try
        {
            await next(context.Http);
            await context.Http.Response.BodyWriter.FlushAsync();
        }
        finally
        {
            features.Set(body);
        }

        var list = JsonNode.Parse(buffer.ToArray()) as JsonObject;
        if (context.Http.Response.StatusCode is var status and not 200)
        {
            // A server that has lost that far back does not know; it does not say that there is nothing.
            context.Http.Response.Headers.ContentLength = null;
            await FaultAnswers.KubeAsync(context, status == 410 ? 503 : status, null);
            return;
        }

        if ((list?["items"] as JsonArray)?.FirstOrDefault() is not JsonObject found)
        {
            context.Http.Response.Headers.ContentLength = null;
            await FaultAnswers.KubeAsync(context, 404, null);
            return;
        }

        found["apiVersion"] ??= list["apiVersion"]?.DeepClone();
        found["kind"] ??= ((string?)list["kind"])?.Replace("List", "", StringComparison.Ordinal);
        context.Http.Response.Headers.ContentLength = null;
        await context.Http.Response.WriteAsync(found.ToJsonString() + "\n", context.Http.RequestAborted);
    }
}
