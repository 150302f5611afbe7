using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Aws.ParameterStore;

public sealed class ParameterStoreTests
{
    private readonly OfflineAws aws = new();

    [Fact]
    public async Task A_name_with_and_without_slash_is_one_parameter()
    {
        await aws.SsmAsync("PutParameter", """{"Name":"db","Value":"1","Type":"String"}""");

        var reply = await aws.SsmAsync("GetParameter", """{"Name":"/db"}""");

        reply.Text("Parameter", "Name").Should().Be("/db");
        reply.Text("Parameter", "ARN").Should().Be("arn:aws:ssm:us-east-1:000000000000:parameter/db");
        (await aws.SsmAsync("PutParameter", """{"Name":"/db","Value":"2","Type":"String"}""")).Code
            .Should().Be("ParameterAlreadyExists");
    }

    [Fact]
    public async Task A_missing_parameter_has_no_text()
    {
        var reply = await aws.SsmAsync("GetParameter", """{"Name":"none"}""");

        reply.Status.Should().Be(400);
        reply.Body.ToJsonString().Should().Be("""{"__type":"ParameterNotFound"}""");
    }

    [Theory]
    [InlineData("a/b", "ValidationException", "Parameter name must be a fully qualified name.")]
    [InlineData("/awsome/x", "AccessDeniedException", "No access to reserved parameter name: awsome/x.")]
    [InlineData("aws_x", "ValidationException", "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).")]
    [InlineData("with space", "ValidationException", "Parameter name: can't be prefixed with \"ssm\" (case-insensitive)*")]
    [InlineData("/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p", "HierarchyLevelLimitExceededException", "*15*")]
    public async Task A_name_that_AWS_refuses_is_refused_in_its_words(string name, string code, string text)
    {
        var reply = await aws.SsmAsync("PutParameter", $$"""{"Name":"{{name}}","Value":"1","Type":"String"}""");

        reply.Code.Should().Be(code);
        reply.Message.Should().Match(text);
    }

    [Theory]
    [InlineData("PutParameter", """{"Name":"p","Value":"","Type":"x"}""", "ValidationException",
        "2 validation errors detected: Value at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1; *")]
    [InlineData("PutParameter", """{"Name":"p","Value":"v","Type":"String","Tags":[{"Key":"AWS:x","Value":"1"}]}""",
        "ValidationException", "Tag keys*")]
    [InlineData("GetParameter",
        """{"Name":"arn:aws:ssm:us-east-1:000000000000:parameter/aws/reference/secretsmanager/x","WithDecryption":true}""",
        "ValidationException", "Invalid parameter name. Please use correct syntax for referencing a version/label *")]
    [InlineData("GetParametersByPath", """{"Path":"/","ParameterFilters":[{"Key":"Label","Option":"BeginsWith","Values":["x"]}]}""",
        "InvalidFilterOption", "*Valid options include: [Equals].")]
    public async Task A_request_that_AWS_refuses_is_refused(string operation, string body, string code, string text)
    {
        var reply = await aws.SsmAsync(operation, body);

        reply.Code.Should().Be(code);
        reply.Message.Should().Match(text);
    }

    [Theory]
    [InlineData(966, 200)]
    [InlineData(967, 400)]
    public async Task A_name_may_make_an_ARN_of_1011_characters(int length, int status) =>
        (await aws.SsmAsync("PutParameter", $$"""{"Name":"{{new string('a', length)}}","Value":"v","Type":"String"}"""))
            .Status.Should().Be(status);

    [Fact]
    public async Task Versions_and_labels_are_selected_after_a_colon()
    {
        await aws.SsmAsync("PutParameter", """{"Name":"p","Value":"one","Type":"String"}""");
        await aws.SsmAsync("PutParameter", """{"Name":"p","Value":"two","Overwrite":true}""");
        await aws.SsmAsync("LabelParameterVersion", """{"Name":"p","ParameterVersion":1,"Labels":["stable"]}""");

        var byLabel = await aws.SsmAsync("GetParameter", """{"Name":"p:stable"}""");
        var byNumber = await aws.SsmAsync("GetParameter", """{"Name":"p:2"}""");
        var missing = await aws.SsmAsync("GetParameter", """{"Name":"p:3"}""");

        byLabel.Text("Parameter", "Value").Should().Be("one");
        byLabel.Text("Parameter", "Selector").Should().Be(":stable");
        byNumber.Text("Parameter", "Value").Should().Be("two");
        missing.Message.Should().Be("Systems Manager could not find version 3 of p. Verify the version and try again.");
        (await aws.SsmAsync("GetParameter", """{"Name":"p:1:2"}""")).Code.Should().Be("ValidationException");
    }

    [Fact]
    public async Task A_label_moves_and_the_eleventh_is_refused()
    {
        await aws.SsmAsync("PutParameter", """{"Name":"p","Value":"one","Type":"String"}""");
        await aws.SsmAsync("PutParameter", """{"Name":"p","Value":"two","Overwrite":true}""");
        await aws.SsmAsync("LabelParameterVersion", """{"Name":"p","ParameterVersion":1,"Labels":["a","1bad","ssmx"]}""");

        var moved = await aws.SsmAsync("LabelParameterVersion", """{"Name":"p","Labels":["a","b","c","d","e","f","g","h","i","j"]}""");
        var tooMany = await aws.SsmAsync("LabelParameterVersion", """{"Name":"p","Labels":["k"]}""");

        moved.Text("ParameterVersion").Should().Be("2");
        tooMany.Code.Should().Be("ParameterVersionLabelLimitExceeded");
        (await aws.SsmAsync("GetParameter", """{"Name":"p:a"}""")).Text("Parameter", "Value").Should().Be("two");
    }

    [Fact]
    public async Task The_hundred_and_first_version_drops_the_oldest_unless_it_is_labelled()
    {
        await aws.SsmAsync("PutParameter", """{"Name":"p","Value":"1","Type":"String"}""");
        for (var i = 2; i <= 101; i++)
        {
            await aws.SsmAsync("PutParameter", """{"Name":"p","Value":"x","Overwrite":true}""");
        }

        (await aws.SsmAsync("GetParameter", """{"Name":"p:1"}""")).Code.Should().Be("ParameterVersionNotFound");
        await aws.SsmAsync("LabelParameterVersion", """{"Name":"p","ParameterVersion":2,"Labels":["keep"]}""");

        var refused = await aws.SsmAsync("PutParameter", """{"Name":"p","Value":"x","Overwrite":true}""");

        refused.Code.Should().Be("ParameterMaxVersionLimitExceeded");
        refused.Message.Should().Contain("Version 2, the oldest version");
    }

    [Fact]
    public async Task A_SecureString_is_ciphertext_until_decryption_is_asked_for()
    {
        await aws.SsmAsync("PutParameter", """{"Name":"/s","Value":"hush","Type":"SecureString"}""");

        var opaque = (await aws.SsmAsync("GetParameter", """{"Name":"/s"}""")).Text("Parameter", "Value");
        var clear = (await aws.SsmAsync("GetParameter", """{"Name":"/s","WithDecryption":true}""")).Text("Parameter", "Value");
        var byKms = await aws.KmsAsync(
            "Decrypt",
            $$$"""{"CiphertextBlob":"{{{opaque}}}","EncryptionContext":{"PARAMETER_ARN":"arn:aws:ssm:us-east-1:000000000000:parameter/s"}}""");

        clear.Should().Be("hush");
        opaque.Should().StartWith("AQICAH").And.NotContain("hush");
        byKms.Text("Plaintext").Should().Be(Convert.ToBase64String("hush"u8));
    }

    [Fact]
    public async Task An_unknown_key_is_InvalidKeyId_with_the_text_of_KMS()
    {
        var reply = await aws.SsmAsync("PutParameter", """{"Name":"s","Value":"x","Type":"SecureString","KeyId":"alias/none"}""");

        reply.Code.Should().Be("InvalidKeyId");
        reply.Message.Should().StartWith("Alias arn:aws:kms:us-east-1:000000000000:alias/none is not found. (Service: AWSKMS;");
    }

    [Fact]
    public async Task Tiers_have_their_limits_and_no_way_down()
    {
        var big = new string('x', 4097);

        var refused = await aws.SsmAsync("PutParameter", $$"""{"Name":"p","Value":"{{big}}","Type":"String"}""");
        var smart = await aws.SsmAsync("PutParameter", $$"""{"Name":"p","Value":"{{big}}","Type":"String","Tier":"Intelligent-Tiering"}""");
        var down = await aws.SsmAsync("PutParameter", """{"Name":"p","Value":"x","Overwrite":true,"Tier":"Standard"}""");

        refused.Message.Should().StartWith("Standard tier parameters support a maximum parameter value of 4096 characters.");
        smart.Text("Tier").Should().Be("Advanced");
        down.Message.Should().StartWith("This parameter uses the advanced-parameter tier.");
    }

    [Fact]
    public async Task An_expired_parameter_is_gone()
    {
        await aws.SsmAsync("PutParameter", """
            {"Name":"p","Value":"x","Type":"String","Tier":"Advanced","Policies":"[{\"Type\":\"Expiration\",\"Version\":\"1.0\",\"Attributes\":{\"Timestamp\":\"2026-01-02T00:00:00.000Z\"}},{\"Type\":\"ExpirationNotification\",\"Version\":\"1.0\",\"Attributes\":{\"Before\":\"12\",\"Unit\":\"Hours\"}}]"}
            """);
        aws.Clock.Advance(TimeSpan.FromHours(13));
        var notified = await aws.SsmAsync("DescribeParameters", "{}");
        aws.Clock.Advance(TimeSpan.FromHours(11));

        var gone = await aws.SsmAsync("GetParameter", """{"Name":"p"}""");

        notified.At("Parameters")![0]!["Policies"]!.ToJsonString().Should().Contain("\"PolicyType\":\"ExpirationNotification\",\"PolicyStatus\":\"Finished\"");
        gone.Code.Should().Be("ParameterNotFound");
    }

    [Theory]
    [InlineData("/app", false, new[] { "/app/a" })]
    [InlineData("/app/", true, new[] { "/app/a", "/app/b/c", "/app/b/d" })]
    [InlineData("/", false, new[] { "top" })]
    public async Task A_path_shows_one_level_or_all(string path, bool recursive, string[] expected)
    {
        foreach (var name in new[] { "/app/a", "/app/b/c", "/app/b/d", "/apple/x", "top" })
        {
            await aws.SsmAsync("PutParameter", $$"""{"Name":"{{name}}","Value":"x","Type":"String"}""");
        }

        var reply = await aws.SsmAsync("GetParametersByPath", $$"""{"Path":"{{path}}","Recursive":{{(recursive ? "true" : "false")}}}""");

        reply.At("Parameters")!.AsArray().Select(p => p!["Name"]!.ToString()).Should().Equal(expected);
    }

    [Fact]
    public async Task Pages_join_to_the_whole_and_a_foreign_token_is_refused()
    {
        for (var i = 0; i < 25; i++)
        {
            await aws.SsmAsync("PutParameter", $$"""{"Name":"/many/p{{i:00}}","Value":"x","Type":"String"}""");
        }

        var names = new List<string>();
        string? token = null;
        do
        {
            var next = token is null ? "" : $",\"NextToken\":\"{token}\"";
            var page = await aws.SsmAsync("GetParametersByPath", $$"""{"Path":"/many"{{next}}}""");
            names.AddRange(page.At("Parameters")!.AsArray().Select(p => p!["Name"]!.ToString()));
            token = page.At("NextToken")?.ToString();
            if (token is not null)
            {
                (await aws.SsmAsync("GetParametersByPath", $$"""{"Path":"/other","NextToken":"{{token}}"}""")).Code
                    .Should().Be("InvalidNextToken");
            }
        }
        while (token is not null);

        names.Should().HaveCount(25).And.OnlyHaveUniqueItems().And.BeInAscendingOrder(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_read_by_reference_with_decryption_only()
    {
        await aws.SecretsAsync("CreateSecret", """{"Name":"app/db","SecretString":"pw","ClientRequestToken":"00000000-0000-0000-0000-000000000001"}""");
        const string Name = "/aws/reference/secretsmanager/app/db";

        var reply = await aws.SsmAsync("GetParameter", $$"""{"Name":"{{Name}}","WithDecryption":true}""");
        var closed = await aws.SsmAsync("GetParameter", $$"""{"Name":"{{Name}}"}""");
        var missing = await aws.SsmAsync("GetParameter", """{"Name":"/aws/reference/secretsmanager/none","WithDecryption":true}""");

        reply.Text("Parameter", "Value").Should().Be("pw");
        reply.Text("Parameter", "Version").Should().Be("0");
        reply.Text("Parameter", "SourceResult").Should().Contain("\"createdDate\":\"Jan 1, 2026, 12:00:00 AM\"");
        closed.Message.Should().Be("WithDecryption flag must be True for retrieving a Secret Manager secret.");
        missing.Message.Should().EndWith("Secret aws/reference/secretsmanager/nonenull not found.");
    }

    [Fact]
    public async Task A_parameter_comes_back_from_its_saved_entry()
    {
        await aws.SsmAsync("PutParameter", """{"Name":"/a/p","Value":"x","Type":"SecureString","Tags":[{"Key":"k","Value":"v"}]}""");
        await aws.SsmAsync("LabelParameterVersion", """{"Name":"/a/p","Labels":["l"]}""");
        var other = new OfflineAws();
        foreach (var (type, account, region, state) in aws.Server.World.Everything())
        {
            var target = (Eso.Emulator.Aws.Protocol.DurableState?)(type.Name switch
            {
                "ParameterStoreState" => other.Server.World.State<Eso.Emulator.Aws.ParameterStore.ParameterStoreState>(account, region),
                "KmsState" => other.Server.World.State<Eso.Emulator.Aws.Kms.KmsState>(account, region),
                _ => null,
            });
            var source = (Eso.Emulator.Aws.Protocol.DurableState)state;
            foreach (var key in source.Keys.Where(_ => target is not null))
            {
                target!.Load(key, source.Save(key)!);
            }
        }

        var reply = await other.SsmAsync("GetParameter", """{"Name":"/a/p:l","WithDecryption":true}""");

        reply.Text("Parameter", "Value").Should().Be("x");
        (await other.SsmAsync("ListTagsForResource", """{"ResourceType":"Parameter","ResourceId":"/a/p"}"""))
            .Body.ToJsonString().Should().Contain("\"k\"");
    }
}
