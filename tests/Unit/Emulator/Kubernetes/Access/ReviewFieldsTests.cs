using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Access;

/// <summary>What answers to reviews repeat: the question with its owner, or nothing of it.</summary>
public sealed class ReviewFieldsTests
{
    [Theory]
    [InlineData("/apis/authorization.k8s.io/v1/subjectaccessreviews",
        """{"spec":{"user":"u","groups":["g"],"extra":{"k":["v"]},"nonResourceAttributes":{"verb":"get","path":"/x"}}}""",
        """{"f:spec":{"f:extra":{".":{},"f:k":{}},"f:groups":{},"f:nonResourceAttributes":{".":{},"f:path":{},"f:verb":{}},"f:user":{}}}""",
        null)]
    [InlineData("/apis/authentication.k8s.io/v1/tokenreviews", """{"spec":{"token":"x"}}""", """{"f:spec":{"f:token":{}}}""", null)]
    [InlineData("/api/v1/namespaces/default/serviceaccounts/default/token", """{"spec":{"audiences":["a"]}}""",
        """{"f:spec":{"f:audiences":{},"f:expirationSeconds":{}}}""", "token")]
    public async Task A_review_tells_who_asked_what(string path, string body, string fields, string? subresource)
    {
        await using var cluster = await TestCluster.StartAsync();
        var entry = (await cluster.PostAsync($"{path}?fieldManager=me", body))["metadata"]!["managedFields"]![0]!;
        Assert.Equal(("me", "Update", subresource, fields), (entry["manager"]!.ToString(), entry["operation"]!.ToString(),
            entry["subresource"]?.ToString(), entry["fieldsV1"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", """{"metadata":{"name":"n"},"spec":{"namespace":"default"}}""")]
    [InlineData("/apis/authentication.k8s.io/v1/selfsubjectreviews", """{"metadata":{"name":"n"}}""")]
    public async Task A_review_of_oneself_is_answered_with_a_new_object(string path, string body)
    {
        await using var cluster = await TestCluster.StartAsync();
        var answer = await cluster.PostAsync(path, body);
        Assert.Null(answer["metadata"]!["name"]);
        Assert.Null(answer["metadata"]!["managedFields"]);
        Assert.Equal("{}", answer["spec"]?.ToJsonString() ?? "{}");
    }
}
