using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Kinds;

/// <summary>Events are stored once; each group selects them by its own names of the fields.</summary>
public sealed class EventSelectionTests
{
    [Fact]
    public async Task Each_group_selects_events_by_its_own_field_names()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync("/apis/events.k8s.io/v1/namespaces/default/events", """
            {"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"e"},"eventTime":"2026-01-05T10:00:00.000000Z",
            "regarding":{"kind":"Pod","name":"p","namespace":"default"},"reason":"Because","action":"Do","type":"Normal",
            "reportingController":"example.com/c","reportingInstance":"c-0"}
            """);
        foreach (var (path, selector, count) in ((string, string, int)[])
        [
            ("/apis/events.k8s.io/v1/events", "reportingController=example.com/c,regarding.name=p", 1),
            ("/apis/events.k8s.io/v1/events", "reportingController!=example.com/c,reason=Because", 0),
            ("/api/v1/events", "source=example.com/c,involvedObject.name=p", 1),
        ])
        {
            (await cluster.ListAsync($"{path}?fieldSelector={Uri.EscapeDataString(selector)}")).Should().HaveCount(count, selector);
        }
    }
}
