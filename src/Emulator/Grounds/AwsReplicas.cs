using System.Collections.Concurrent;
using Eso.Emulator.Aws;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Clock;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Grounds;

/// <summary>Copies of an embedded AWS as it was at a moment, for reads of the past.</summary>
internal sealed class AwsReplicas(AwsServer aws, WorldClock clock, Journal.Journal journal, int seed) : IDisposable
{
    private readonly ConcurrentBag<AwsServer> replicas = [];

    public RequestDelegate Make()
    {
        var copy = new AwsServer(
            new AwsServerOptions { Signatures = SignatureMode.Any }, clock, new Entropy(seed ^ 0x57a1e), journal, clock.Activity);
        copy.Restore(aws.Snapshot());
        replicas.Add(copy);
        return copy.Pipeline;
    }

    public void Dispose()
    {
        foreach (var replica in replicas)
        {
            replica.Dispose();
        }
    }
}
