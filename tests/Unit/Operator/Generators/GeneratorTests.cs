using System.Text;
using System.Text.Json.Nodes;
using Eso.Operator.Generators;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Eso.Unit.Operator.Generators;

public sealed class GeneratorTests
{
    private static readonly ProviderServices Services = new()
    {
        Clock = Eso.Unit.Kubernetes.ManualClock.New(),
        Random = new Random(1),
        Environment = new Dictionary<string, string>(),
        Logs = NullLoggerFactory.Instance,
    };

    [Theory]
    [InlineData("{}", 24)]
    [InlineData("""{"length":12,"digits":3,"symbols":0,"noUpper":true}""", 12)]
    [InlineData("""{"length":200,"allowRepeat":true}""", 200)]
    public async Task Passwords_have_their_length(string spec, int length)
    {
        var made = await GenerateAsync(new PasswordGenerator(Services), spec);

        made["password"].RevealText().Should().HaveLength(length);
    }

    [Fact]
    public async Task Passwords_have_the_asked_for_digits_and_no_repeats()
    {
        var made = await GenerateAsync(new PasswordGenerator(Services), """{"length":20,"digits":10,"symbols":2}""");
        var text = made["password"].RevealText();

        text.Count(char.IsAsciiDigit).Should().Be(10);
        text.Count(char.IsAsciiLetter).Should().Be(8);
        text.Distinct().Count().Should().Be(20);
    }

    [Theory]
    [InlineData("""{"secretKeys":["a","a"]}""", "secretKeys must be non-empty and unique")]
    [InlineData("""{"length":4,"digits":4,"symbols":4}""", "*number of digits and symbols must be less than total length")]
    [InlineData("""{"length":100}""", "*repeats are not allowed")]
    public async Task Impossible_passwords_are_refused(string spec, string problem)
    {
        var act = () => GenerateAsync(new PasswordGenerator(Services), spec);

        await act.Should().ThrowAsync<ProviderException>().WithMessage(problem);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:59Z", "94287082", "1")]
    [InlineData("2005-03-18T01:58:29Z", "07081804", "1")]
    [InlineData("2033-05-18T03:33:20Z", "69279037", "10")]
    public async Task One_time_passwords_are_those_of_RFC_6238(string when, string token, string left)
    {
        var refs = new OneSecret(Base32.Encode(Encoding.ASCII.GetBytes("12345678901234567890")));
        var spec = $$"""{"secret":{"name":"s","key":"k"},"length":8,"when":"{{when}}"}""";

        var made = await GenerateAsync(new MfaGenerator(Services), spec, refs);

        made["token"].RevealText().Should().Be(token);
        made["timeLeft"].RevealText().Should().Be(left);
    }

    [Fact]
    public void Ed25519_public_keys_are_those_of_RFC_8032() =>
        Convert.ToHexStringLower(Ed25519.PublicKey(Convert.FromHexString(
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")))
            .Should().Be("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

    [Theory]
    [InlineData("rsa", "ssh-rsa ")]
    [InlineData("ecdsa", "ecdsa-sha2-nistp256 ")]
    [InlineData("ed25519", "ssh-ed25519 ")]
    public async Task Key_pairs_are_in_OpenSSHs_form(string type, string start)
    {
        var made = await GenerateAsync(new SshKeyGenerator(Services), $$"""{"keyType":"{{type}}","comment":"me@here"}""");

        made["publicKey"].RevealText().Should().StartWith(start).And.EndWith(" me@here\n");
        made["privateKey"].RevealText().Should().StartWith("-----BEGIN OPENSSH PRIVATE KEY-----\n");
    }

    private static async Task<IReadOnlyDictionary<string, SecretBytes>> GenerateAsync(
        IGenerator generator, string spec, ISecretRefs? refs = null) =>
        (await generator.GenerateAsync(
            new GeneratorContext
            {
                Spec = (JsonObject)JsonNode.Parse(spec)!,
                Namespace = "default",
                Refs = refs ?? new OneSecret(""),
            },
            CancellationToken.None)).Values;

    private sealed class OneSecret(string value) : ISecretRefs
    {
        public Task<SecretBytes?> SecretKeyAsync(string ns, string name, string key, CancellationToken cancel) =>
            Task.FromResult<SecretBytes?>(SecretBytes.FromText(value));

        public Task<IReadOnlyDictionary<string, SecretBytes>?> SecretAsync(string ns, string name, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyDictionary<string, SecretBytes>?>(null);

        public Task<string?> ConfigMapKeyAsync(string ns, string name, string key, CancellationToken cancel) =>
            Task.FromResult<string?>(null);

        public Task<IReadOnlyDictionary<string, string>?> ServiceAccountAnnotationsAsync(
            string ns, string name, CancellationToken cancel) => Task.FromResult<IReadOnlyDictionary<string, string>?>(null);

        public Task<SecretBytes> ServiceAccountTokenAsync(
            string ns, string name, IReadOnlyList<string> audiences, TimeSpan lifetime, CancellationToken cancel) =>
            throw new NotSupportedException();
    }
}
