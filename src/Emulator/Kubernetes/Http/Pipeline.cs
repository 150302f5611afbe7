using Eso.Emulator.Clock;
using Eso.Emulator.Journal;
using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Selection;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>
/// Every request's way: audit id, who, may they, which resource, the verb; and one place where failures become answers
/// and the journal is written.
/// </summary>
internal sealed class Pipeline
{
    private readonly KubeCore core;
    private readonly Journal.Journal journal;
    private readonly Authentication authentication;
    private readonly Impersonation impersonation;
    private readonly NonResourceRoutes paths;
    private readonly ResourceRoutes resources;
    private readonly Entropy auditIds;

    public Pipeline(KubeCore core, Journal.Journal journal, NonResourceRoutes paths, ResourceRoutes resources)
    {
        this.core = core;
        this.journal = journal;
        this.paths = paths;
        this.resources = resources;
        authentication = new Authentication(core);
        impersonation = new Impersonation(core);
        // Apart from the world's ids: how often clients ask must not change the uids objects get.
        auditIds = new Entropy(core.Entropy.Seed ^ 0x5eed);
    }

    /// <summary>Requests that ended in a bug of ours; tests look at it.</summary>
    public Exception? LastFailure { get; private set; }

    public async Task InvokeAsync(HttpContext context)
    {
        var began = core.Clock.GetTimestamp();
        var time = core.Now;
        var path = DecodedPath(context);
        var watching = ListOptions.IsWatch(context.Request.Query);
        var request = new KubeRequest
        {
            Core = core,
            Http = context,
            Info = RequestInfo.Parse(context.Request.Method, path, watching),
            AuditId = context.Request.Headers["Audit-Id"].FirstOrDefault() is { Length: > 0 and <= 64 } given
                ? given
                : auditIds.Uuid(),
        };
        context.Response.Headers["Audit-Id"] = request.AuditId;
        var isWatch = request.Info.IsResource && request.Info.Verb is "watch" or "proxy";
        var isLong = isWatch || IsLong(request.Info);
        var lease = isLong ? default(Activity.Lease?) : core.Activity.Begin($"kube {context.Request.Method} {path}");
        try
        {
            if (isWatch)
            {
                Record(request, time, began, 200);
            }

            await GuardAsync(request).ConfigureAwait(false);
        }
        finally
        {
            lease?.Dispose();
            if (!isWatch || context.Response.StatusCode != 200)
            {
                Record(request, time, began, context.Response.StatusCode);
            }
        }
    }

    private async Task GuardAsync(KubeRequest request)
    {
        try
        {
            await RunAsync(request).ConfigureAwait(false);
        }
        catch (KubeException e)
        {
            await FailAsync(request, e).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (request.Aborted.IsCancellationRequested)
        {
            // The client hung up; there is nobody to answer.
        }
        catch (BadHttpRequestException e)
        {
            await FailAsync(request, KubeErrors.Make(e.StatusCode, "BadRequest", e.Message)).ConfigureAwait(false);
        }
        catch (IOException) when (request.Aborted.IsCancellationRequested)
        {
            // As above, noticed while writing.
        }
        catch (Exception e)
        {
            LastFailure = e;
            await FailAsync(request, KubeErrors.Internal($"{e.GetType().Name} in the emulated API server")).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(KubeRequest request)
    {
        if (request.Info is { IsResource: true, Resource: "watch" or "proxy", Name: "", Namespace: "", LegacyWatch: false })
        {
            // A verb in front of nothing: the request is not understood far enough for a Status.
            var uri = request.Http.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw ? raw : request.Info.Path;
            await Answers.TextAsync(request, 500, $"Internal Server Error: {FieldError.Quote(uri)}: failed to create RequestInfo: "
                + $"unable to determine kind and namespace from url, {request.Info.Path}\n").ConfigureAwait(false);
            return;
        }

        CheckTimeout(request);
        request.User = await authentication.IdentifyAsync(request.Http).ConfigureAwait(false);
        request.User = impersonation.Apply(request.Http.Request.Headers, request.User);
        var info = request.Info;
        if (!paths.IsOpen(info))
        {
            Authorize(request);
        }

        if (info.IsResource)
        {
            await resources.RunAsync(request).ConfigureAwait(false);
        }
        else
        {
            await paths.RunAsync(request).ConfigureAwait(false);
        }
    }

    /// <summary>How long a client wants to wait is looked at before who it is. Nothing here takes that long.</summary>
    private static void CheckTimeout(KubeRequest request)
    {
        var info = request.Info;
        var text = request.Http.Request.Query["timeout"].FirstOrDefault();
        if (!string.IsNullOrEmpty(text) && info.Verb != "watch" && !IsLong(info) && GoDuration.Parse(text, out var error) is null)
        {
            throw KubeErrors.BadRequest("invalid timeout specified in the request URL - " + error);
        }
    }

    private void Authorize(KubeRequest request)
    {
        var info = request.Info;
        var wanted = new AccessAttributes
        {
            Verb = info.Verb,
            IsResource = info.IsResource,
            Path = info.Path,
            Group = info.Group,
            Resource = info.Resource,
            Subresource = info.Subresource,
            Namespace = info.Namespace,
            Name = info.Name.Length == 0 ? NameInSelector(request) : info.Name,
        };
        var (allowed, _) = core.Authorizer.Check(request.User, wanted);
        if (!allowed)
        {
            throw Forbidden.Of(request.User, wanted);
        }
    }

    /// <summary>A list of the one object named by a field selector is authorized like a get of it.</summary>
    private static string NameInSelector(KubeRequest request)
    {
        if (request.Info.Verb is not ("list" or "watch" or "deletecollection")
            || request.Http.Request.Query["fieldSelector"].FirstOrDefault() is not { Length: > 0 } text)
        {
            return "";
        }

        try
        {
            return FieldSelector.Parse(text).ExactValue("metadata.name") ?? "";
        }
        catch (SelectorException)
        {
            return "";
        }
    }

    private static bool IsLong(RequestInfo info) =>
        info.Subresource is "log" or "exec" or "attach" or "portforward" or "proxy";

    private static Task FailAsync(KubeRequest request, KubeException failure)
    {
        if (!request.Http.Response.HasStarted)
        {
            return Answers.FailAsync(request, failure);
        }

        request.Http.Abort();
        return Task.CompletedTask;
    }

    private void Record(KubeRequest request, DateTimeOffset time, long began, int status)
    {
        var agent = request.Http.Request.Headers.UserAgent.ToString();
        var blank = agent.IndexOf(' ', StringComparison.Ordinal);
        journal.Record(new JournalEntry(
            "kube",
            time,
            request.User.Name,
            $"{request.Http.Request.Method} {request.Info.Path}",
            "",
            status,
            request.Failure,
            core.Clock.GetElapsedTime(began))
        {
            UserAgent = blank < 0 ? agent : agent[..blank],
        });
    }

    /// <summary>The path as Go decodes it: every escape, %2F too.</summary>
    private static string DecodedPath(HttpContext context)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!raw.StartsWith('/'))
        {
            return context.Request.Path.Value is { Length: > 0 } known ? known : "/";
        }

        var query = raw.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? raw : raw[..query];
        return path.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(path) : path;
    }
}
