using System.Diagnostics;
using Eso.Emulator.Kubernetes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Eso.Benchmarks;

/// <summary>
/// <c>-- calls [--objects N] [--only ROW]</c>: what one call costs the API server itself, without sockets, TLS and HTTP:
/// processor time and bytes allocated, in this process. For finding where they go; noise on the machine hardly shows.
/// </summary>
internal sealed class KubeCallsRun(string[] args)
{
    private readonly int objects = args.Number("--objects", 10_000);
    private readonly string? only = args.SkipWhile(a => a != "--only").Skip(1).FirstOrDefault();

    public async Task<int> RunAsync()
    {
#pragma warning disable RS0030 // The machine's clock measures.
        await using var server = new KubeServer(
            new KubeServerOptions { Authentication = false }, TimeProvider.System, new Eso.Emulator.Clock.Entropy(1),
            new Eso.Emulator.Journal.Journal(), new Eso.Emulator.Clock.Activity());
#pragma warning restore RS0030
        await server.StartAsync();
        var caller = new InProcessCaller(server);
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var round in (ReadOnlySpan<string>)["warm", "default"])
        {
            caller.Ask(new KubeCall("POST", "/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{round}}}"} }"""), mayFail: true);
            var secrets = new KubeSecrets(round, objects);
            Row("create", round, i => secrets.Create(caller, i));
            Row("get", round, i => secrets.Get(caller, i));
            Row("merge patch", round, i => secrets.Patch(caller, i));
            Row("apply", round, i => secrets.Apply(caller, i));
        }

        Console.WriteLine($"{(GC.GetTotalMemory(forceFullCollection: true) - empty) / 2.0 / objects,6:0} bytes live for each object");
        return server.LastFailure is null ? 0 : throw server.LastFailure;
    }

    private void Row(string name, string round, Action<int> call)
    {
        if (only is not null && name != only && name != "create")
        {
            return;
        }

        var times = round == "warm" ? Math.Min(objects, 3_000) : objects;
        var (cpu, bytes) = (KubeLoad.OwnCpu, GC.GetTotalAllocatedBytes());
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < (name == "create" ? objects : times); i++)
        {
            call(i);
        }

        Console.WriteLine($"{round,-8} {name,-12} {(KubeLoad.OwnCpu - cpu) * 1000 / times,7:0.0} µs CPU, "
            + $"{Stopwatch.GetElapsedTime(started).TotalMicroseconds / times,7:0.0} µs, "
            + $"{(GC.GetTotalAllocatedBytes() - bytes) / 1024.0 / times,6:0.0} KiB");
    }

    private sealed class InProcessCaller(KubeServer server) : KubeCaller
    {
        private readonly MemoryStream answer = new();

        public void Ask(KubeCall call, bool mayFail)
        {
            try
            {
                Ask(call);
            }
            catch (InvalidOperationException) when (mayFail)
            {
                // There already.
            }
        }

        public override void Dispose() => answer.Dispose();

        protected override long Exchange(KubeCall call)
        {
            answer.SetLength(0);
            var http = new DefaultHttpContext();
            http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
            var query = call.Path.IndexOf('?', StringComparison.Ordinal);
            http.Request.Method = call.Method;
            http.Request.Path = query < 0 ? call.Path : call.Path[..query];
            http.Request.QueryString = new QueryString(query < 0 ? null : call.Path[query..]);
            if (call.Body.Length > 0)
            {
                http.Request.ContentType = call.Type;
                http.Request.ContentLength = call.Body.Length;
                http.Request.Body = new MemoryStream(call.Body);
            }

            server.Pipeline(http).GetAwaiter().GetResult();
            Keep(answer.GetBuffer().AsSpan(0, (int)answer.Length));
            return answer.Length;
        }
    }
}
