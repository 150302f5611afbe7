using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Admission;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>
/// What exec, attach, port-forward and proxy have in common before they connect (apiserver's ConnectResource): no dry
/// run, and plug-ins see a CONNECT whose object is the query, as the subresource's options.
/// </summary>
internal static class ConnectAdmission
{
    private static readonly string[] Flags = ["stdin", "stdout", "stderr", "tty"];

    public static async Task CheckAsync(KubeRequest request, string path = "")
    {
        if (request.Http.Request.Query.ContainsKey("dryRun"))
        {
            throw KubeErrors.BadRequest("dryRun is not supported");
        }

        var subresource = request.Info.Subresource;
        var attributes = new AdmissionAttributes
        {
            Core = request.Core,
            User = request.User,
            Kind = request.Kind,
            Namespace = request.Namespace,
            Name = request.Info.Name,
            Subresource = subresource,
            Operation = "CONNECT",
            Object = Options(
                request.Kind.Subresources.First(s => s.Name == subresource).Kind ?? "", subresource, path, request.Http.Request.Query),
            Warnings = request.Warnings,
            Cancellation = request.Aborted,
        };
        await request.Core.Admission.MutateAsync(attributes).ConfigureAwait(false);
        await request.Core.Admission.ValidateAsync(attributes).ConfigureAwait(false);
    }

    private static JsonObject Options(string kind, string subresource, string path, IQueryCollection query)
    {
        var options = new JsonObject { ["kind"] = kind, ["apiVersion"] = "v1" };
        switch (subresource)
        {
            case "proxy" when path.Length > 0:
                options["path"] = path;
                break;
            case "portforward":
                var ports = query["ports"].SelectMany(p => (p ?? "").Split(','))
                    .Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0)
                    .Where(p => p > 0).Select(p => (JsonNode?)p).ToArray();
                if (ports.Length > 0)
                {
                    options["ports"] = new JsonArray(ports);
                }

                break;
            case "exec" or "attach":
                foreach (var flag in Flags.Where(f => query.ContainsKey(f) && ListOptions.Truth(query[f][0])))
                {
                    options[flag] = true;
                }

                if (query["container"].ToString() is { Length: > 0 } container)
                {
                    options["container"] = container;
                }

                if (subresource == "exec" && query["command"].Count > 0)
                {
                    options["command"] = new JsonArray(query["command"].Select(c => (JsonNode?)c).ToArray());
                }

                break;
        }

        return options;
    }
}
