using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Access;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Access;

public class CertificateAuthorityTests
{
    [Fact]
    public void A_client_certificate_names_its_user_and_groups()
    {
        using var authority = new CertificateAuthority();
        using var certificate = authority.Client("jane", "one", "two");
        var user = authority.Identify(certificate)!;
        user.Name.Should().Be("jane");
        user.Groups.Should().BeEquivalentTo("one", "two", KubeUser.Authenticated);
    }

    [Fact]
    public void A_foreign_certificate_is_nobodys()
    {
        using var authority = new CertificateAuthority();
        using var other = new CertificateAuthority();
        using var certificate = other.Client("jane", KubeUser.Masters);
        authority.Identify(certificate).Should().BeNull();
    }

    [Fact]
    public void Only_tokens_signed_here_verify()
    {
        var issuer = new TokenIssuer();
        var token = issuer.Sign(new JsonObject { ["sub"] = "x" });
        issuer.Verify(token)!["sub"]!.ToString().Should().Be("x");
        issuer.Verify(token[..^4] + "AAAA").Should().BeNull();
        issuer.Verify("nonsense").Should().BeNull();
    }
}
