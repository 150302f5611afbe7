using Eso.Emulator.Kubernetes.Http;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Http;

public class RequestInfoTests
{
    [Theory]
    [InlineData("GET", "/api/v1/namespaces/n/secrets", "list", "n", "secrets", "", "")]
    [InlineData("GET", "/api/v1/namespaces/n/secrets/s", "get", "n", "secrets", "s", "")]
    [InlineData("DELETE", "/api/v1/namespaces/n/secrets", "deletecollection", "n", "secrets", "", "")]
    [InlineData("GET", "/api/v1/namespaces/n", "get", "n", "namespaces", "n", "")]
    [InlineData("PUT", "/api/v1/namespaces/n/finalize", "update", "n", "namespaces", "n", "finalize")]
    [InlineData("GET", "/apis/g.io/v1/watch/namespaces/n/things", "watch", "n", "things", "", "")]
    [InlineData("PATCH", "/apis/apps/v1/namespaces/n/deployments/d/scale", "patch", "n", "deployments", "d", "scale")]
    public void Paths_name_resources(
        string method, string path, string verb, string ns, string resource, string name, string subresource)
    {
        var info = RequestInfo.Parse(method, path, watching: false);
        info.IsResource.Should().BeTrue();
        (info.Verb, info.Namespace, info.Resource, info.Name, info.Subresource)
            .Should().Be((verb, ns, resource, name, subresource));
    }

    [Theory]
    [InlineData("/api/v1")]
    [InlineData("/apis/apps/v1")]
    [InlineData("/healthz")]
    [InlineData("/")]
    public void Other_paths_do_not(string path) =>
        RequestInfo.Parse("GET", path, watching: false).IsResource.Should().BeFalse();

    [Theory]
    [InlineData("application/json;as=Table;v=v1;g=meta.k8s.io,application/json", true)]
    [InlineData("application/json", false)]
    public void The_first_form_an_endpoint_can_serve_wins(string accept, bool table)
    {
        var offer = new Negotiation.Offer(Protobuf: true, Objects: true, Table: true, List: true, Routed: true);
        (Negotiation.Negotiate(accept, offer).Form == ObjectForm.Table).Should().Be(table);
    }
}
